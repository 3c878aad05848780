import { type ChildProcess, execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clipAttempts } from "#drizzle/schema/clips.ts";
import { detectionRuns } from "#drizzle/schema/highlights.ts";
import { outbox } from "#drizzle/schema/operations.ts";
import { vods } from "#drizzle/schema/vods.ts";
import { requestCuts } from "#lib/clips/request-cuts.ts";
import type { PointName } from "#lib/points.ts";
import { importRecording } from "#lib/signals/import-recording.ts";
import { makeTestMedia } from "#lib/vods/testing.ts";
import { createTestInstallation, type TestInstallation, waitFor } from "./testing/installation.ts";
import { findLeftovers, noLeftovers } from "./testing/leftovers.ts";
import { createManualHighlight } from "./testing/manual-highlight.ts";

let place: TestInstallation;
beforeEach(async () => {
  place = await createTestInstallation();
});
afterEach(() => place.close());

async function importVideo(): Promise<string> {
  const { ctx, accountId, dir } = place;
  const filePath = await makeTestMedia(ctx, path.join(dir, "stream.mp4"), { seconds: 8, rate: "10" });
  const video = { filePath, fileName: "stream.mp4", take: "link" as const };
  const imported = await importRecording(ctx, { accountId, video, signals: [] });
  if (!imported.ok) throw new Error(imported.message);
  return imported.vodId;
}

const isReady = (vodId: string) => async () => {
  const [row] = await place.ctx.db.select().from(vods).where(eq(vods.id, vodId));
  return row?.state === "ready" ? row : null;
};

async function requestClip(vodId: string): Promise<void> {
  const { ctx, accountId } = place;
  const highlightIds = [await createManualHighlight(ctx, { accountId, vodId, startSeconds: 1, endSeconds: 6 })];
  await requestCuts(ctx, { accountId, vodId, highlightIds, actorUserId: null });
}

/** Starts a worker that goes to sleep, by a real SIGSTOP, when it reaches the point; resolves when it sleeps. */
async function startSleeper(point: PointName): Promise<ChildProcess> {
  const logFile = path.join(place.dir, "slept");
  const child = await place.spawnWorker({ BREAK_AT: point, BREAK_WITH: "SIGSTOP", BREAK_LOG: logFile });
  await waitFor(`the worker to sleep at ${point}`, async () => {
    const state = execFileSync("ps", ["-o", "stat=", "-p", String(child.pid)], { encoding: "utf8" });
    return state.startsWith("T") && existsSync(logFile) && readFileSync(logFile, "utf8") !== "" ? true : null;
  });
  return child;
}

/** As if the sleeper had been silent for longer than a worker may be. */
const letTimePass = () =>
  place.ctx.db.execute(sql`update worker_processes set heartbeat_at = heartbeat_at - interval '31 seconds'`);

/** Wakes the sleeper and waits for its end, which is its own. */
async function wake(sleeper: ChildProcess): Promise<number | null> {
  const ended = once(sleeper, "exit");
  sleeper.kill("SIGCONT");
  const [code] = await ended;
  return code;
}

/** Everything as one worker would have left it: once, and nothing beside it. */
async function expectOneOfEach(clipCount: number): Promise<void> {
  const { ctx } = place;
  await waitFor("everything to be tidy", async () => {
    const left = await findLeftovers(ctx);
    return JSON.stringify(left) === JSON.stringify(noLeftovers) ? true : null;
  });
  const events = await ctx.db.select({ event: outbox.event }).from(outbox).orderBy(outbox.event);
  const clipEvents = Array.from({ length: clipCount }, () => ({ event: "clip.ready" }));
  expect(events).toEqual([...clipEvents, { event: "stream.archived" }]);
  expect(await ctx.db.select().from(detectionRuns)).toMatchObject([{ state: "done" }]);
  expect((await ctx.db.select().from(clipAttempts)).map((one) => one.state)).toEqual(clipEvents.map(() => "ready"));
}

test("a sleeping worker loses its jobs within 60 s, though it holds locks in the middle of a commit", async () => {
  const vodId = await importVideo();
  await place.spawnWorker();
  await waitFor("the VOD to be ready", isReady(vodId));
  await waitFor("detection", async () => {
    const [run] = await place.ctx.db.select().from(detectionRuns).where(eq(detectionRuns.state, "done"));
    return run ?? null;
  });
  await place.stopWorkers();
  await requestClip(vodId);
  const sleeper = await startSleeper("cut.publishing");
  const sleptAt = performance.now();
  const [before] = await place.ctx.db.select().from(clipAttempts);
  await place.spawnWorker();
  const after = await waitFor("the other worker to publish the clip", async () => {
    const [row] = await place.ctx.db.select().from(clipAttempts);
    return row?.state === "ready" ? row : null;
  });
  const tookSeconds = (performance.now() - sleptAt) / 1000;
  expect(tookSeconds).toBeGreaterThan(25);
  expect(tookSeconds).toBeLessThan(60);
  expect(after.objectKey).not.toBe(before!.objectKey);
  expect(await wake(sleeper)).toBe(1);
  expect((await place.ctx.db.select().from(clipAttempts))[0]!.objectKey).toBe(after.objectKey);
  await expectOneOfEach(1);
});

test.each<PointName>(["process.stored", "process.publishing", "detect.writing", "job.settled"])(
  "a worker that wakes up at %s finds its job another's and publishes nothing",
  async (point) => {
    const vodId = await importVideo();
    const sleeper = await startSleeper(point);
    await letTimePass();
    const other = await place.spawnWorker();
    await waitFor("the VOD to be ready", isReady(vodId));
    await waitFor("the other to have done everything", async () => {
      const { jobs, running } = await findLeftovers(place.ctx);
      return jobs.length + running.length === 0 ? true : null;
    });
    const [ready] = await place.ctx.db.select().from(vods);
    expect(await wake(sleeper)).toBe(1);
    expect(other.exitCode).toBeNull();
    expect(await place.ctx.db.select().from(vods)).toEqual([ready]);
    await expectOneOfEach(0);
  },
);

test("a worker that wakes up while the other still works publishes nothing, and the other is not disturbed", async () => {
  const vodId = await importVideo();
  const sleeper = await startSleeper("process.stored");
  await letTimePass();
  // The second one is held before it publishes, until the first has woken up and ended.
  await place.ctx.db.execute(sql`
    create function hold() returns trigger language plpgsql as $$ begin
      perform pg_advisory_xact_lock(1); return new; end $$`);
  await place.ctx.db.execute(sql`
    create trigger hold before insert on media for each row execute function hold()`);
  const holder = await place.ctx.pool.connect();
  await holder.query("select pg_advisory_lock(1)");
  await place.spawnWorker();
  await waitFor("the second to be held", async () => {
    const { rowCount } = await place.ctx.db.execute(
      sql`select 1 from pg_locks where locktype = 'advisory' and not granted`,
    );
    return rowCount === 1 ? true : null;
  });
  expect(await wake(sleeper)).toBe(1);
  expect(await isReady(vodId)()).toBeNull();
  await holder.query("select pg_advisory_unlock(1)");
  holder.release();
  await waitFor("the VOD to be ready", isReady(vodId));
  await expectOneOfEach(0);
});

test("asked to stop, a worker hands its jobs back within 20 s and ends in order", async () => {
  await importVideo();
  const worker = await startSleeper("process.prepared");
  const askedAt = performance.now();
  worker.kill("SIGTERM");
  expect(await wake(worker)).toBe(0);
  expect(performance.now() - askedAt).toBeLessThan(20_000);
  const { rows } = await place.ctx.db.execute(sql`select locked_by, attempts from graphile_worker.jobs`);
  expect(rows).toEqual([{ locked_by: null, attempts: 0 }]);
  expect((await place.ctx.db.execute(sql`select 1 from worker_processes`)).rows).toEqual([]);
  expect((await findLeftovers(place.ctx)).scratch).toEqual([]);
});
