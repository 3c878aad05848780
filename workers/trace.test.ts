import { writeFile } from "node:fs/promises";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findLatestDetectionRun } from "#lib/highlights/queries.ts";
import { createLog } from "#lib/platform/log.ts";
import { runTraced } from "#lib/platform/trace.ts";
import { importRecording } from "#lib/signals/import-recording.ts";
import { makeTestMedia } from "#lib/vods/testing.ts";
import { runWorker } from "./run-worker.ts";
import { createTestInstallation, type TestInstallation, waitFor } from "./testing/installation.ts";

let installation: TestInstallation;
beforeAll(async () => {
  installation = await createTestInstallation();
});
afterAll(() => installation.close());

type Line = { msg: string; requestId?: string; task?: string; args?: string[] };

test("the id of a request is in its job's payload, in every line of the jobs that follow from it, and in ffmpeg's", async () => {
  const { ctx, accountId, dir } = installation;
  const lines: Line[] = [];
  const to = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const log = createLog({ level: "debug", name: "worker", to });
  const chat = path.join(dir, "chat.txt");
  await writeFile(chat, Array.from({ length: 40 }, (_, n) => `[0:00:0${n % 6}] <viewer${n}> LOL`).join("\n"));
  const file = (filePath: string) => ({ filePath, fileName: path.basename(filePath), take: "link" as const });
  const importOne = async (name: string, seconds: number) => {
    const video = await makeTestMedia(ctx, path.join(dir, `${name}.mp4`), { seconds });
    const signals = [{ kind: "chat" as const, ...file(chat) }];
    const made = await runTraced(name, () => importRecording(ctx, { accountId, video: file(video), signals }));
    if (!made.ok) throw new Error(made.message);
    return made;
  };
  const made = [await importOne("request-one", 6), await importOne("request-two", 7)];
  const { rows } = await ctx.db.execute<{ id: string; traced: string }>(sql`
    select payload->>'requestId' as traced, coalesce(payload->>'vodId', payload->>'signalImportId') as id
    from graphile_worker._private_jobs order by id`);
  for (const [n, { vodId, signalImportIds }] of made.entries()) {
    for (const id of [vodId, ...signalImportIds]) {
      expect(rows.find((row) => row.id === id)?.traced).toBe(["request-one", "request-two"][n]);
    }
  }
  const worker = await runWorker({ ...ctx, log }, { pollIntervalMs: 100 });
  try {
    for (const { streamId } of made) {
      await waitFor("highlights to be looked for", async () =>
        (await findLatestDetectionRun(ctx, { accountId, streamId }))?.state === "done" ? true : null,
      );
    }
  } finally {
    await worker.stop();
  }
  const ofJobs = lines.filter(({ task }) => task !== undefined);
  expect(ofJobs.length).toBeGreaterThan(10);
  expect(ofJobs.filter(({ requestId }) => requestId === undefined)).toEqual([]);
  for (const [n, { vodId }] of made.entries()) {
    const id = ["request-one", "request-two"][n];
    const runs = ofJobs.filter(({ msg, args }) => msg === "ffmpeg done" && args?.some((one) => one.includes(vodId)));
    expect(runs.length).toBeGreaterThan(0);
    expect(new Set(runs.map(({ requestId }) => requestId))).toEqual(new Set([id]));
    const detecting = ofJobs.filter(({ task, requestId }) => task === "detect_highlights" && requestId === id);
    expect(detecting.map(({ msg }) => msg)).toContain("job done");
  }
});
