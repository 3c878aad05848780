import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { eq, ne, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { detectionRuns, highlights, refinements } from "#drizzle/schema/highlights.ts";
import { notifications, outbox } from "#drizzle/schema/operations.ts";
import { chatMessages, signalImports } from "#drizzle/schema/signals.ts";
import { media, storedObjects, vods } from "#drizzle/schema/vods.ts";
import { requestCuts } from "#lib/clips/request-cuts.ts";
import { trashVods } from "#lib/clips/trash-vods.ts";
import { makeChat, writeChat } from "#lib/highlights/testing.ts";
import { points } from "#lib/points.ts";
import { emptyTrash } from "#lib/vods/retention/empty-trash.ts";
import { makeTestMedia } from "#lib/vods/testing.ts";
import { sweepers } from "./sweepers.ts";
import { createTestInstallation, killProcess, type TestInstallation, waitFor } from "./testing/installation.ts";
import { findLeftovers, noLeftovers } from "./testing/leftovers.ts";
import { createManualHighlight } from "./testing/manual-highlight.ts";

/** The processes of this test start some fifty times: what they compile is kept. */
let env: Record<string, string>;
let place: TestInstallation;
let logFile: string;
beforeAll(async () => {
  place = await createTestInstallation();
  logFile = path.join(place.dir, "killed-at");
  const compiled = path.join(place.dir, "compiled");
  // One job at a time: another's kill must not take a job past the point that comes next.
  const breaking = { BREAK_AT: "*", BREAK_WITH: "SIGKILL", BREAK_LOG: logFile, WORKER_CONCURRENCY: "1" };
  env = { ...breaking, NODE_COMPILE_CACHE: compiled };
});
afterAll(() => place.close());

const killedAt = () => (existsSync(logFile) ? readFileSync(logFile, "utf8").trim().split("\n") : []);

/** Imports the recording by a process of its own, again and again until one gets through. */
async function importRecording(videoPath: string, chatPath: string): Promise<void> {
  const program = path.join(import.meta.dirname, "testing/breaking-import.ts");
  const input = { IMPORT_ACCOUNT: place.accountId, IMPORT_VIDEO: videoPath, IMPORT_CHAT: chatPath };
  for (let code: number | null = null; code !== 0; ) {
    const child = spawn(process.execPath, [program], {
      env: { ...process.env, ...place.env, ...env, ...input },
      stdio: "inherit",
    });
    [code] = await once(child, "exit");
    if (code !== null && code !== 0) throw new Error(`the import failed with exit code ${code}`);
  }
}

/** Starts a worker that waits, loaded, until it is sent a message. */
const standBy = () =>
  spawn(process.execPath, [path.join(import.meta.dirname, "testing/breaking-worker.ts")], {
    env: { ...process.env, ...place.env, ...env, BREAK_WAIT: "1" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });

/** Runs workers one after another, each until it is killed, until there is nothing left to do. */
async function workUntilDone(): Promise<void> {
  const { ctx } = place;
  let isOver = false;
  let working = standBy();
  let next = standBy();
  const work = async () => {
    while (!isOver) {
      // How often one job may take its process down has a bound, which is not what is tested here.
      await ctx.db.execute(sql`update job_progress set tries = 0`);
      const gone = once(working, "exit");
      working.send("begin");
      await gone;
      if (isOver) break;
      working = next;
      next = standBy();
    }
  };
  const all = work();
  await waitFor(
    "all jobs to be done",
    async () => {
      const { jobs, running } = await findLeftovers(ctx);
      return jobs.length + running.length === 0 ? true : null;
    },
    400_000,
  );
  isOver = true;
  working.kill("SIGTERM");
  await all;
  await killProcess(next);
}

/** All sweepers, at times that leave nothing its patience. */
async function sweepAll(): Promise<void> {
  for (const hours of [0, 26, 40]) {
    const now = () => new Date(Date.now() + hours * 3_600_000);
    for (const sweeper of sweepers) await sweeper.run({ ...place.ctx, now });
  }
}

test("a worker killed at every point, from import to deletion, leaves what one that is never killed leaves", async () => {
  const { ctx, accountId, dir } = place;
  const began = performance.now();
  const videoPath = await makeTestMedia(ctx, path.join(dir, "stream.mp4"), { seconds: 30, rate: "10" });
  const chatPath = writeChat(dir, makeChat(30, [{ atSeconds: 20, texts: ["LUL", "what a shot"], count: 60 }]));
  await importRecording(videoPath, chatPath);
  await workUntilDone();

  const [vod] = await ctx.db.select().from(vods);
  expect(await ctx.db.select().from(vods)).toHaveLength(1);
  expect(vod).toMatchObject({ state: "ready" });
  expect(await ctx.db.select().from(media)).toHaveLength(1);
  const [chat] = await ctx.db.select().from(signalImports);
  expect(await ctx.db.select().from(signalImports)).toMatchObject([{ state: "done" }]);
  expect(await ctx.db.$count(chatMessages)).toBe(chat!.parsedCount);
  expect(await ctx.db.select().from(detectionRuns)).toMatchObject([{ state: "done" }]);
  const found = await ctx.db.select().from(highlights);
  expect(found.map((one) => one.rank)).toEqual([1]);
  expect(found[0]!.refineState).toBe("done");
  expect(await ctx.db.select().from(refinements).where(ne(refinements.state, "done"))).toEqual([]);

  // Short, so that making it again and again takes no time.
  const short = await createManualHighlight(ctx, { accountId, vodId: vod!.id, startSeconds: 18, endSeconds: 20 });
  const cut = { accountId, vodId: vod!.id, highlightIds: [short], actorUserId: null };
  await requestCuts(ctx, { ...cut, mode: "exact" });
  await workUntilDone();
  await requestCuts(ctx, { ...cut, profile: "vertical-blur" });
  await workUntilDone();
  // Cut anew: the file before is deleted.
  await requestCuts(ctx, { ...cut, mode: "fast" });
  await workUntilDone();
  expect(await ctx.db.select().from(clips)).toHaveLength(2);
  expect((await ctx.db.select().from(clipAttempts)).map((one) => one.state)).toEqual(["ready", "ready", "ready"]);
  const clipObjects = await ctx.db.select().from(storedObjects).where(eq(storedObjects.role, "clip"));
  expect(clipObjects).toHaveLength(2);
  // Uploads that nothing waits for are of the first import, which died before it had a row.
  const before = await findLeftovers(ctx);
  expect(before.orphans.length + before.missing.length + before.promises).toBe(0);
  await sweepAll();
  expect(await findLeftovers(ctx)).toEqual(noLeftovers);

  const everything = await ctx.db.select({ id: vods.id }).from(vods);
  await trashVods(ctx, { accountId, vodIds: everything.map((one) => one.id) });
  await emptyTrash(ctx, { accountId });
  await workUntilDone();
  await sweepAll();
  expect(await findLeftovers(ctx)).toEqual(noLeftovers);
  expect(await Array.fromAsync(ctx.store.list(""))).toEqual([]);
  expect(await ctx.db.select().from(vods)).toEqual([]);
  const told = await ctx.db.select({ event: notifications.event }).from(notifications).orderBy(notifications.event);
  expect(told.map((one) => one.event)).toEqual(["clip.ready", "clip.ready", "clip.ready", "stream.archived"]);
  expect(await ctx.db.select().from(outbox)).toHaveLength(4);

  expect([...killedAt()].sort()).toEqual(Object.keys(points).sort());
  const seconds = (performance.now() - began) / 1000;
  process.stderr.write(`killed at ${killedAt().length} points in ${seconds.toFixed(0)} s\n`);
}, 1_800_000);
