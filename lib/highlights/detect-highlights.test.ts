import { existsSync } from "node:fs";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { detectionRuns, highlights } from "#drizzle/schema/highlights.ts";
import { addSignals } from "#lib/signals/add-signals.ts";
import { importSignals } from "#lib/signals/import-signals.ts";
import { sharedData } from "#lib/signals/testing.ts";
import { createTestContext, insertVideo } from "#lib/vods/testing.ts";
import { detectHighlights, failDetection } from "./detect-highlights.ts";
import { countHighlights, findLatestDetectionRun, getMinimap, listHighlights } from "./queries.ts";
import { requestDetection } from "./request-detection.ts";
import { type Burst, makeChat, writeChat } from "./testing.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
beforeAll(async () => {
  test_ = await createTestContext();
});
afterAll(() => test_.close());

const report = () => {};

async function handInChat(streamId: string, filePath: string) {
  const { ctx, accountId } = test_;
  const signals = [{ kind: "chat" as const, filePath, fileName: "chat.txt", take: "link" as const }];
  const { signalImportIds } = await addSignals(ctx, { accountId, streamId, signals });
  return importSignals(ctx, { accountId, signalImportId: signalImportIds[0]!, report });
}

async function detect(streamId: string) {
  const { ctx, accountId } = test_;
  const { detectionRunId } = await requestDetection(ctx, { accountId, streamId, trigger: "screen" });
  const result = await detectHighlights(ctx, { accountId, detectionRunId, report });
  const run = await findLatestDetectionRun(ctx, { accountId, streamId });
  return { result, run: run!, detectionRunId };
}

async function withChat(durationSeconds: number, bursts: Burst[]) {
  const { ctx, accountId, dir } = test_;
  const video = await insertVideo(ctx, { accountId, durationSeconds });
  await handInChat(video.streamId, writeChat(dir, makeChat(durationSeconds, bursts)));
  return video;
}

const laughs = { texts: ["LUL", "hahaha", "KEKW"] };

test("finds the bursts, with bounds on frames, contributions, states and a refine job", async () => {
  const { ctx, accountId } = test_;
  const { streamId, vodId } = await withChat(1_800, [
    { atSeconds: 400, ...laughs },
    { atSeconds: 900, texts: ["NO WAY"], count: 40 },
    { atSeconds: 1_300, ...laughs },
  ]);
  const { result, run, detectionRunId } = await detect(streamId);
  const found = await listHighlights(ctx, { accountId, vodId });
  expect(result).toEqual({ ok: true, count: found.length });
  const peaks = found
    .slice(0, 3)
    .map((one) => one.peakSeconds!)
    .sort((a, b) => a - b);
  for (const [i, at] of [400, 900, 1_300].entries()) expect(Math.abs(peaks[i]! - at - 5)).toBeLessThanOrEqual(15);
  for (const one of found) {
    expect(one.startTicks % 512).toBe(0);
    expect(one.endTicks % 512).toBe(0);
    expect(one.endSeconds - one.startSeconds).toBeGreaterThanOrEqual(14.9);
    expect(one.score).toBeCloseTo(
      one.contributions.reduce((sum, part) => sum + part.value, 0),
      3,
    );
    expect(one).toMatchObject({
      origin: "detected",
      boundsFrom: "detected",
      cutState: "none",
      reviewState: "suggested",
    });
  }
  expect(run).toMatchObject({ state: "done", diff: { kept: 0, moved: 0, added: found.length, gone: 0 } });
  expect(run.signalStates).toMatchObject({
    chat: { state: "ok" },
    transcript: { state: "unavailable" },
    audio: { state: "unavailable" },
  });
  const jobs = await ctx.db.execute(
    sql`select key from graphile_worker.jobs where key = ${`refine_highlights:${detectionRunId}`}`,
  );
  expect(jobs.rows).toHaveLength(1);
  expect((await countHighlights(ctx, { accountId, streamIds: [streamId] })).get(streamId)).toBe(found.length);
  const minimap = await getMinimap(ctx, { accountId, vodId });
  expect(minimap.chatPerSecond.reduce((a, b) => a + b)).toBe(360 + 80);
  expect(minimap).toMatchObject({ durationSeconds: 1_800, loudnessPerSecond: null });
  expect(minimap.highlights).toHaveLength(found.length);
});

test("a run again with the same input keeps every highlight and its id", async () => {
  const { ctx, accountId } = test_;
  const { streamId, vodId } = await withChat(1_800, [
    { atSeconds: 400, ...laughs },
    { atSeconds: 900, ...laughs },
  ]);
  await detect(streamId);
  const before = await listHighlights(ctx, { accountId, vodId });
  const { run, detectionRunId } = await detect(streamId);
  const nothing = { moved: 0, added: 0, changes: [], gone: 0, protected: 0, untouched: [] };
  expect(run.diff).toEqual({ kept: before.length, ...nothing });
  const after = await listHighlights(ctx, { accountId, vodId });
  expect(after.map((one) => one.id)).toEqual(before.map((one) => one.id));
  // The job again, after it was done.
  expect(await detectHighlights(ctx, { accountId, detectionRunId, report })).toMatchObject({ ok: true });
  expect(await listHighlights(ctx, { accountId, vodId })).toEqual(after);
});

test("what was cut, approved, rejected, trimmed or made by hand is never touched; what is gone is hidden", async () => {
  const { ctx, accountId, dir } = test_;
  const at = [300, 500, 700, 900, 1_100, 1_300];
  const { streamId, vodId } = await withChat(
    1_800,
    at.map((atSeconds) => ({ atSeconds, ...laughs })),
  );
  await detect(streamId);
  const found = await listHighlights(ctx, { accountId, vodId });
  const near = (seconds: number) => found.find((one) => Math.abs(one.peakSeconds! - seconds) < 20)!;
  const change = (seconds: number, set: Partial<typeof highlights.$inferInsert>) =>
    ctx.db
      .update(highlights)
      .set(set)
      .where(eq(highlights.id, near(seconds).id));
  await change(300, { cutState: "ready" });
  await change(500, { reviewState: "approved" });
  await change(700, { trimmedStartTicks: 12_800, trimmedEndTicks: 25_600 });
  await change(900, { reviewState: "rejected" });
  const manual = { startTicks: 60 * 12_800, endTicks: 80 * 12_800 };
  await ctx.db.insert(highlights).values({
    accountId,
    vodId,
    origin: "manual",
    timescale: 12_800,
    detectedStartTicks: manual.startTicks,
    detectedEndTicks: manual.endTicks,
  });
  const before = new Map(
    (await ctx.db.select().from(highlights).where(eq(highlights.vodId, vodId))).map((row) => [row.id, row]),
  );

  await handInChat(
    streamId,
    writeChat(
      dir,
      makeChat(1_800, [
        { atSeconds: 1_100, ...laughs },
        { atSeconds: 1_600, ...laughs },
      ]),
    ),
  );
  const { run } = await detect(streamId);
  const after = await ctx.db.select().from(highlights).where(eq(highlights.vodId, vodId));
  for (const seconds of [300, 500, 700, 900]) {
    expect(after.find((row) => row.id === near(seconds).id)).toEqual(before.get(near(seconds).id));
  }
  const handmade = [...before.values()].find((row) => row.origin === "manual")!;
  expect(after.find((row) => row.id === handmade.id)).toEqual(handmade);
  expect(after.find((row) => row.id === near(1_300).id)!.hiddenAt).not.toBeNull();
  expect(after.find((row) => row.id === near(1_100).id)!.hiddenAt).toBeNull();
  expect(run.diff).toMatchObject({ protected: 5, gone: expect.any(Number) });
  expect(run.diff!.gone).toBeGreaterThanOrEqual(1);
  const reasons = run.diff!.untouched!.map((one) => one.because);
  expect(reasons.toSorted()).toEqual(["approved", "cut", "manual", "rejected", "trimmed"]);
  expect(run.diff!.untouched).toContainEqual({ startSeconds: 60, endSeconds: 80, because: "manual" });
  for (const one of run.diff!.changes!) {
    if (one.kind !== "added") expect(one.fromEndSeconds).toBeGreaterThan(one.fromSeconds!);
    if (one.kind !== "gone") expect(one.toEndSeconds).toBeGreaterThan(one.toSeconds!);
  }
  const visible = await listHighlights(ctx, { accountId, vodId });
  expect(visible.some((one) => Math.abs(one.peakSeconds! - 1_605) < 20)).toBe(true);
});

test("an empty chat is said so; the run is done with nothing and the reason", async () => {
  const { ctx, accountId, dir } = test_;
  const { streamId, vodId } = await insertVideo(ctx, { accountId, durationSeconds: 300 });
  await handInChat(streamId, writeChat(dir, []));
  const { result, run } = await detect(streamId);
  expect(result).toEqual({ ok: true, count: 0 });
  expect(run).toMatchObject({ state: "done", failureCode: null });
  expect(run.failureText).toContain("No signal could be used");
  expect(run.signalStates!.chat).toEqual({ state: "unavailable", text: "no messages" });
  expect(await listHighlights(ctx, { accountId, vodId })).toEqual([]);
});

test("a second request joins the open run; two workers do the work once; a failed run makes room", async () => {
  const { ctx, accountId } = test_;
  const { streamId, vodId } = await withChat(1_800, [{ atSeconds: 400, ...laughs }]);
  const asked = await Promise.all(
    Array.from({ length: 6 }, () => requestDetection(ctx, { accountId, streamId, trigger: "screen" })),
  );
  expect(new Set(asked.map((one) => one.detectionRunId)).size).toBe(1);
  expect(asked.filter((one) => !one.joined)).toHaveLength(1);
  const { detectionRunId } = asked[0]!;
  await Promise.all([1, 2].map(() => detectHighlights(ctx, { accountId, detectionRunId, report })));
  const rows = await ctx.db.select().from(highlights).where(eq(highlights.vodId, vodId));
  expect(new Set(rows.map((row) => row.peakTicks)).size).toBe(rows.length);

  const next = await requestDetection(ctx, { accountId, streamId, trigger: "cli" });
  await failDetection(ctx, { accountId, detectionRunId: next.detectionRunId, code: "timeout", message: "too slow" });
  expect((await requestDetection(ctx, { accountId, streamId, trigger: "cli" })).joined).toBe(false);
  const failed = await ctx.db.select().from(detectionRuns).where(eq(detectionRuns.id, next.detectionRunId));
  expect(failed).toMatchObject([{ state: "failed", failureText: "too slow" }]);
});

test("a stream whose video is not ready is told so", async () => {
  const { ctx, accountId } = test_;
  const { streamId } = await insertVideo(ctx, { accountId, durationSeconds: 60, state: "processing" });
  await expect(requestDetection(ctx, { accountId, streamId, trigger: "cli" })).rejects.toMatchObject({
    code: "not_ready",
  });
});

const realChat = path.join(sharedData, "chat-cliplinks/WoolieVersus_0353126796.txt.gz");
if (!existsSync(realChat)) process.stderr.write("skipped: no shared data\n");
test.skipIf(!existsSync(realChat))("a real chat of eight hours over a video of 34 minutes", async () => {
  const { ctx, accountId } = test_;
  const { streamId, vodId } = await insertVideo(ctx, { accountId, durationSeconds: 2_045 });
  await handInChat(streamId, realChat);
  const { run } = await detect(streamId);
  const found = await listHighlights(ctx, { accountId, vodId });
  expect(found.length).toBeGreaterThanOrEqual(5);
  for (const one of found) expect(one.endSeconds).toBeLessThanOrEqual(2_045);
  expect(run.signalStates!.chat.text).toContain("31653 after the video's end left out");
});
