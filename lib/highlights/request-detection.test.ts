import { writeFileSync } from "node:fs";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { detectionRuns } from "#drizzle/schema/highlights.ts";
import { vods } from "#drizzle/schema/vods.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { addSignals } from "#lib/signals/add-signals.ts";
import { importSignals } from "#lib/signals/import-signals.ts";
import type { SignalKind } from "#lib/signals/model.ts";
import { createTestContext, insertVideo } from "#lib/vods/testing.ts";
import { detectHighlights } from "./detect-highlights.ts";
import { requestDetection, requestDetectionWhenComplete, requestOverdueDetection } from "./request-detection.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
beforeAll(async () => {
  test_ = await createTestContext();
});
afterAll(() => test_.close());

const report = () => {};

async function handIn(streamId: string, content: string, kind: SignalKind = "chat") {
  const { accountId, ctx, dir } = test_;
  const filePath = path.join(dir, `${kind}.txt`);
  writeFileSync(filePath, content);
  const signals = [{ kind, filePath, fileName: path.basename(filePath), take: "move" as const }];
  const { signalImportIds } = await addSignals(ctx, { accountId, streamId, signals });
  return signalImportIds[0]!;
}

describe("detection starts by itself, once", () => {
  const runsOf = (streamId: string) =>
    test_.ctx.db.select().from(detectionRuns).where(eq(detectionRuns.streamId, streamId));
  const onDone = (tx: Tx, { streamId }: { streamId: string }) =>
    requestDetectionWhenComplete(tx, { accountId: test_.accountId, streamId, now: test_.ctx.now() });

  test("when the video gets ready and chat and events get done at the same moment", async () => {
    const { accountId, ctx } = test_;
    for (let round = 0; round < 5; round += 1) {
      const { streamId, vodId } = await insertVideo(ctx, { accountId, durationSeconds: 60, state: "processing" });
      const chat = await handIn(streamId, "[0:00:01] <a> hi\n");
      const events = await handIn(streamId, '{"kind":"raid","offsetSeconds":1}\n', "events");
      await Promise.all([
        importSignals(ctx, { accountId, signalImportId: chat, report, onDone }),
        importSignals(ctx, { accountId, signalImportId: events, report, onDone }),
        ctx.db.transaction(async (tx) => {
          await tx.update(vods).set({ state: "ready" }).where(eq(vods.id, vodId));
          await onDone(tx, { streamId });
        }),
      ]);
      expect(await runsOf(streamId)).toHaveLength(1);
      const jobs = await ctx.db.execute(
        sql`select key from graphile_worker.jobs where key = ${`detect_highlights:${(await runsOf(streamId))[0]!.id}`}`,
      );
      expect(jobs.rows).toHaveLength(1);
    }
  });

  test("not before every file is through; a file that fails is through", async () => {
    const { accountId, ctx } = test_;
    const { streamId } = await insertVideo(ctx, { accountId, durationSeconds: 60 });
    const chat = await handIn(streamId, "[0:00:01] <a> hi\n");
    const transcript = await handIn(streamId, "no transcript", "transcript");
    await importSignals(ctx, { accountId, signalImportId: chat, report, onDone });
    expect(await runsOf(streamId)).toHaveLength(0);
    await importSignals(ctx, { accountId, signalImportId: transcript, report, onDone });
    expect(await runsOf(streamId)).toMatchObject([{ trigger: "auto", state: "queued" }]);
    const again = await handIn(streamId, "[0:00:02] <a> again\n");
    await importSignals(ctx, { accountId, signalImportId: again, report });
    expect(await runsOf(streamId)).toHaveLength(1);
  });

  const overdueJobs = async (streamId: string) =>
    (
      await test_.ctx.db.execute<{ minutes: number }>(
        sql`select extract(epoch from run_at - now())::int / 60 as minutes from graphile_worker.jobs where key = ${`detect_overdue:${streamId}`}`,
      )
    ).rows;

  test("a file that is never read keeps it waiting for half an hour, not for ever, and doesn't start it twice", async () => {
    const { accountId, ctx } = test_;
    const { streamId } = await insertVideo(ctx, { accountId, durationSeconds: 60 });
    const chat = await handIn(streamId, "[0:00:01] <a> hi\n");
    const events = await handIn(streamId, '{"kind":"raid","offsetSeconds":1}\n', "events");
    await importSignals(ctx, { accountId, signalImportId: chat, report, onDone });
    expect(await runsOf(streamId)).toHaveLength(0);
    const [due] = await overdueJobs(streamId);
    expect(due!.minutes).toBeGreaterThanOrEqual(28);
    expect(due!.minutes).toBeLessThanOrEqual(30);
    await Promise.all([1, 2].map(() => requestOverdueDetection(ctx, { accountId, streamId })));
    expect(await runsOf(streamId)).toMatchObject([{ trigger: "auto" }]);
    await importSignals(ctx, { accountId, signalImportId: events, report, onDone });
    expect(await runsOf(streamId)).toHaveLength(1);
  });

  test("what was read in time takes the overdue job away", async () => {
    const { accountId, ctx } = test_;
    const { streamId } = await insertVideo(ctx, { accountId, durationSeconds: 60 });
    const chat = await handIn(streamId, "[0:00:01] <a> hi\n");
    const events = await handIn(streamId, '{"kind":"raid","offsetSeconds":1}\n', "events");
    await importSignals(ctx, { accountId, signalImportId: chat, report, onDone });
    expect(await overdueJobs(streamId)).toHaveLength(1);
    await importSignals(ctx, { accountId, signalImportId: events, report, onDone });
    expect(await runsOf(streamId)).toHaveLength(1);
    expect(await overdueJobs(streamId)).toHaveLength(0);
  });
});

test("a second request by hand joins the first; another one runs after it is over, and the lock lets one at a time run", async () => {
  const { accountId, ctx } = test_;
  const { streamId } = await insertVideo(ctx, { accountId, durationSeconds: 60 });
  const request = () => requestDetection(ctx, { accountId, streamId, trigger: "screen" });
  const asked = await Promise.all([request(), request(), request()]);
  expect(new Set(asked.map((one) => one.detectionRunId)).size).toBe(1);
  expect(asked.filter((one) => !one.joined)).toHaveLength(1);
  const { detectionRunId } = asked[0]!;
  const run = () => detectHighlights(ctx, { accountId, detectionRunId, report });
  expect(await Promise.all([run(), run()])).toMatchObject([{ ok: true }, { ok: true }]);
  expect((await request()).joined).toBe(false);
});
