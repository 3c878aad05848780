import { type ChildProcess, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { accounts, plans } from "#drizzle/schema/accounts.ts";
import { clipAttempts } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { alerts, jobProgress } from "#drizzle/schema/operations.ts";
import { vods } from "#drizzle/schema/vods.ts";
import { requestCuts } from "#lib/clips/request-cuts.ts";
import { openDatabase } from "#lib/platform/db/client.ts";
import { migrateDatabase } from "#lib/platform/db/migrate.ts";
import { untilDatabaseIsBack } from "#lib/platform/db/until-back.ts";
import { startEmbeddedPostgres } from "#lib/platform/embedded-postgres/start.ts";
import { openFileSystemStore } from "#lib/platform/object-store/file-system.ts";
import { type FaultProxy, startFaultProxy } from "#lib/platform/object-store/testing/fault-proxy.ts";
import { importRecording } from "#lib/signals/import-recording.ts";
import { openConfiguredCache } from "#lib/vods/cache/open.ts";
import { openMediaRange } from "#lib/vods/playback.ts";
import { getMedia } from "#lib/vods/queries.ts";
import { makeTestMedia } from "#lib/vods/testing.ts";
import { type S3ShapedStore, startS3ShapedStore } from "../bench/s3-shaped-store.ts";
import { sweepers } from "./sweepers.ts";
import { requestManyCuts } from "./testing/hosts.ts";
import { createTestInstallation, type TestInstallation, waitFor } from "./testing/installation.ts";
import { findLeftovers, noLeftovers } from "./testing/leftovers.ts";
import { createManualHighlight } from "./testing/manual-highlight.ts";

let root: string;
let store: S3ShapedStore;
let proxy: FaultProxy;
beforeAll(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), "vodmanager-outage-"));
  store = await startS3ShapedStore({ dir: root, latencyMs: 0, bytesPerSecond: 1e9 });
  proxy = await startFaultProxy(store.endpoint);
});
afterAll(async () => {
  await proxy.close();
  await store.close();
  rmSync(root, { recursive: true, force: true });
});

let place: TestInstallation;
let s3: Record<string, string>;
beforeEach(async () => {
  s3 = {
    S3_ENDPOINT: proxy.endpoint,
    S3_BUCKET: store.bucket,
    S3_ACCESS_KEY_ID: "key",
    S3_SECRET_ACCESS_KEY: "secret",
  };
  place = await createTestInstallation(s3);
});
afterEach(async () => {
  proxy.setFault("none");
  await place.ctx.cache.close();
  await place.close();
});

async function importVideo(): Promise<string> {
  const { ctx, accountId, dir } = place;
  const filePath = await makeTestMedia(ctx, path.join(dir, "stream.mp4"), { seconds: 20, rate: "10" });
  const video = { filePath, fileName: "stream.mp4", take: "link" as const };
  const imported = await importRecording(ctx, { accountId, video, signals: [] });
  if (!imported.ok) throw new Error(imported.message);
  return imported.vodId;
}

async function requestClip(vodId: string): Promise<void> {
  const { ctx, accountId } = place;
  const highlightIds = [await createManualHighlight(ctx, { accountId, vodId, startSeconds: 3, endSeconds: 9 })];
  await requestCuts(ctx, { accountId, vodId, highlightIds, actorUserId: null });
}

const isIn = (vodId: string, state: string) => async () => {
  const [row] = await place.ctx.db.select().from(vods).where(eq(vods.id, vodId));
  return row?.state === state ? row : null;
};
const waits = (task: string) => async () => {
  const [row] = await place.ctx.db.select().from(jobProgress).where(eq(jobProgress.task, task));
  return row?.state === "waiting" ? row : null;
};
/** As if the time until the next look had passed. */
const lookNow = () =>
  place.ctx.db.execute(sql`update graphile_worker._private_jobs set run_at = now() where locked_at is null`);
const clipReady = async () => {
  const [attempt] = await place.ctx.db.select().from(clipAttempts);
  return attempt?.state === "ready" ? attempt : null;
};
const isTidy = async () => ((await findLeftovers(place.ctx)).jobs.length === 0 ? true : null);

test("a store that answers 503 is waited for, with the reason; when it is back the work goes on, untried", async () => {
  proxy.setFault("unavailable");
  const vodId = await importVideo();
  await place.spawnWorker(s3);
  const row = await waitFor("processing to wait", waits("process_vod"));
  expect(row).toMatchObject({ reasonCode: "store_unavailable", tries: 0 });
  expect(row.reasonText).toContain("S3 server");
  expect(proxy.faulted()).toBeGreaterThan(0);
  proxy.setFault("none");
  await lookNow();
  await waitFor("the VOD to be ready", isIn(vodId, "ready"));
  await waitFor("tidiness", isTidy);
  expect(await findLeftovers(place.ctx, `accounts/${place.accountId}/`)).toEqual(noLeftovers);
});

test("a slow store only takes longer, and a full one is waited for", async () => {
  proxy.setFault("full", "PUT");
  const vodId = await importVideo();
  await place.spawnWorker(s3);
  const row = await waitFor("processing to wait", waits("process_vod"));
  expect(row).toMatchObject({ reasonCode: "disk_full", tries: 0 });
  proxy.setFault("slow");
  await lookNow();
  await waitFor("the VOD to be ready", isIn(vodId, "ready"));
});

test("wrong bytes are noticed by their checksum: no clip is made of them, and one is when they are right again", async () => {
  const { ctx, accountId } = place;
  const vodId = await importVideo();
  await place.spawnWorker(s3);
  await waitFor("the VOD to be ready", isIn(vodId, "ready"));
  await waitFor("tidiness", isTidy);
  const { row, index } = await getMedia(ctx, { accountId, vodId });
  expect(index.segmentChecksums).toHaveLength(index.segments.firstByte.length);
  await ctx.cache.drop({ key: row.videoKey, etag: row.videoEtag, sizeBytes: row.videoSizeBytes });
  proxy.setFault("flipped", "GET");
  await requestClip(vodId);
  const waiting = await waitFor("the cut to wait", waits("cut_clips"));
  expect(waiting).toMatchObject({ reasonCode: "store_unavailable" });
  expect(waiting.reasonText).toContain("checksum");
  const asked = ctx.db.select().from(highlights).where(eq(highlights.origin, "manual"));
  expect(await asked).toMatchObject([{ cutState: "queued", cutReason: waiting.reasonText }]);
  proxy.setFault("none");
  await lookNow();
  await waitFor("the clip", clipReady);
});

test("wrong bytes on their way to a player end the answer before the segment does; asked again, they are right", async () => {
  const { ctx, accountId } = place;
  const vodId = await importVideo();
  await place.spawnWorker(s3);
  await waitFor("the VOD to be ready", isIn(vodId, "ready"));
  const { row, index } = await getMedia(ctx, { accountId, vodId });
  const object = { key: row.videoKey, etag: row.videoEtag, sizeBytes: row.videoSizeBytes };
  await ctx.cache.drop(object);
  const [firstByte, sizeBytes] = [index.segments.firstByte[1]!, index.segments.sizeBytes[1]!];
  const rangeHeader = `bytes=${firstByte}-${firstByte + sizeBytes - 1}`;
  const watch = async () =>
    buffer((await openMediaRange(ctx, { accountId, vodId, rangeHeader, ifRange: null, method: "GET" })).body!);
  proxy.setFault("flipped", "GET");
  await expect(watch()).rejects.toMatchObject({ code: "store_unavailable" });
  expect(proxy.faulted()).toBeGreaterThan(0);
  const [told] = await ctx.db.select().from(alerts);
  expect(told).toMatchObject({ cause: "store:wrong-bytes", text: expect.stringContaining(row.videoKey) });
  // The cache kept none of them.
  proxy.setFault("none");
  const right = await buffer(
    await ctx.store.getRange(row.videoKey, { firstByte, lastByte: firstByte + sizeBytes - 1 }),
  );
  expect((await watch()).equals(right)).toBe(true);
});

test("a store that is away or slow: watching says so, or takes longer", async () => {
  const { ctx, accountId } = place;
  const vodId = await importVideo();
  await place.spawnWorker(s3);
  await waitFor("the VOD to be ready", isIn(vodId, "ready"));
  const { row } = await getMedia(ctx, { accountId, vodId });
  const object = { key: row.videoKey, etag: row.videoEtag, sizeBytes: row.videoSizeBytes };
  const asked = { accountId, vodId, rangeHeader: "bytes=0-999", ifRange: null, method: "GET" as const };
  await ctx.cache.drop(object);
  proxy.setFault("unavailable", "GET");
  await expect(openMediaRange(ctx, asked)).rejects.toMatchObject({ code: "store_unavailable" });
  proxy.setFault("slow", "GET");
  expect(await buffer((await openMediaRange(ctx, asked)).body!)).toHaveLength(1000);
  expect(proxy.faulted()).toBeGreaterThan(0);
});

test("a Postgres that crashes and restarts in the middle of a commit: the worker lives on, and the job is done once", async () => {
  // A server of its own, since its crash is everybody's, and one that keeps its commits.
  const dir = path.join(place.dir, "postgres");
  const postgres = await startEmbeddedPostgres({ dir });
  await migrateDatabase(postgres.databaseUrl);
  const { db, pool } = openDatabase(postgres.databaseUrl, { name: "test" });
  const ctx = { ...place.ctx, db };
  try {
    const { accountId } = place;
    const limits = { maxBytes: 1e12, maxVods: 10, maxClips: 10, retentionDays: 10, llmMonthlyUsd: "0" };
    await db.insert(plans).values({ id: "test", name: "Test", ...limits });
    await db.insert(accounts).values({ id: accountId, slug: "test", name: "Test", planId: "test" });
    const filePath = await makeTestMedia(ctx, path.join(place.dir, "other.mp4"), { seconds: 8, rate: "10" });
    const video = { filePath, fileName: "other.mp4", take: "link" as const };
    expect(await importRecording(ctx, { accountId, video, signals: [] })).toMatchObject({ ok: true });
    await db.execute(sql`
      create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return new; end $$`);
    await db.execute(sql`create trigger slow before insert on media for each row execute function slow()`);
    const worker = await place.spawnWorker({ ...s3, DATABASE_URL: postgres.databaseUrl });
    const pid = await waitFor("the worker to publish", async () => {
      const { rows } = await db.execute<{ pid: number }>(
        sql`select pid from pg_stat_activity where wait_event = 'PgSleep'`,
      );
      return rows[0]?.pid ?? null;
    });
    // The server ends every connection, recovers, and takes new ones a little later.
    process.kill(pid, "SIGKILL");
    const patiently = <T>(work: () => Promise<T>) => untilDatabaseIsBack(AbortSignal.timeout(60_000), work);
    await patiently(() => db.execute(sql`drop trigger slow on media`));
    await waitFor("the VOD to be ready", async () => {
      await db.execute(sql`update graphile_worker._private_jobs set run_at = now() where locked_at is null`);
      return (await db.select().from(vods))[0]?.state === "ready" ? true : null;
    });
    const prefix = `accounts/${accountId}/`;
    await waitFor("tidiness", async () => ((await findLeftovers(ctx, prefix)).jobs.length === 0 ? true : null));
    expect(worker.exitCode).toBeNull();
    expect(await findLeftovers(ctx, prefix)).toEqual(noLeftovers);
  } finally {
    await place.stopWorkers();
    await pool.end();
    await postgres.stop();
  }
});

const canMount = (() => {
  try {
    const dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-mount-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", dir], { stdio: "ignore" });
    execFileSync("umount", [dir]);
    rmSync(dir, { recursive: true });
    return true;
  } catch {
    return false;
  }
})();

test.runIf(canMount)(
  "a full disk under scratch, then under the store: the work waits, says so, and goes on",
  async () => {
    const { ctx } = place;
    const scratch = path.join(ctx.config.dataDir, "scratch");
    execFileSync("mkdir", ["-p", scratch]);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", scratch]);
    let isMounted = true;
    try {
      const vodId = await importVideo();
      await place.spawnWorker({ ...s3, MIN_FREE_DISK_BYTES: "1" });
      const row = await waitFor("processing to wait", waits("process_vod"));
      expect(row).toMatchObject({ reasonCode: "disk_full", tries: 0 });
      execFileSync("umount", [scratch]);
      isMounted = false;
      await lookNow();
      await waitFor("the VOD to be ready", isIn(vodId, "ready"));
    } finally {
      if (isMounted) execFileSync("umount", ["-l", scratch]);
    }
  },
);

test.runIf(canMount)(
  "a full disk under the source cache: what is watched comes from the store, a cut waits, says so, and goes on",
  async () => {
    const { ctx, accountId } = place;
    const vodId = await importVideo();
    await place.spawnWorker(s3);
    await waitFor("the VOD to be ready", isIn(vodId, "ready"));
    await waitFor("tidiness", isTidy);
    await place.stopWorkers();
    await ctx.cache.close();
    const cacheDir = path.join(ctx.config.dataDir, "cache");
    rmSync(cacheDir, { recursive: true });
    mkdirSync(cacheDir);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", cacheDir]);
    try {
      const { row } = await getMedia(ctx, { accountId, vodId });
      expect(row.videoSizeBytes).toBeGreaterThan(64_000);
      const cache = openConfiguredCache({ ...ctx.config, minFreeDiskBytes: 1 }, ctx);
      const asked = { accountId, vodId, rangeHeader: null, ifRange: null, method: "GET" as const };
      const watched = await buffer((await openMediaRange({ ...ctx, cache }, asked)).body!);
      expect(watched).toHaveLength(row.videoSizeBytes);
      await cache.close();
      await place.spawnWorker({ ...s3, MIN_FREE_DISK_BYTES: "1" });
      await requestClip(vodId);
      const waiting = await waitFor("the cut to wait", waits("cut_clips"));
      expect(waiting).toMatchObject({ reasonCode: "disk_full", tries: 0 });
      execFileSync("mount", ["-o", "remount,size=64m", cacheDir]);
      await lookNow();
      await waitFor("the clip", clipReady);
    } finally {
      await place.stopWorkers();
      execFileSync("umount", ["-l", cacheDir]);
    }
  },
);

test.runIf(canMount)(
  "a file store whose disk is full refuses a put with its reason and keeps what it had",
  async () => {
    const dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-full-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", dir]);
    try {
      const files = openFileSystemStore(dir);
      await files.putBytes("kept/a", Buffer.alloc(100_000, 1));
      await expect(files.putBytes("kept/a", Buffer.alloc(200_000, 2))).rejects.toMatchObject({ code: "disk_full" });
      expect((await files.head("kept/a")).sizeBytes).toBe(100_000);
      await files.delete("kept/a");
      expect((await files.putBytes("kept/b", Buffer.alloc(200_000, 2))).sizeBytes).toBe(200_000);
    } finally {
      execFileSync("umount", [dir]);
      rmSync(dir, { recursive: true, force: true });
    }
  },
);

test("a clock that jumps doesn't take living workers for dead", async () => {
  const { ctx } = place;
  const worker = await place.spawnWorker({ ...s3, BREAK_AT: "none", BREAK_WITH: "SIGKILL", BREAK_LOG: "/dev/null" });
  // As the database's clock jumping by an hour looks to everybody.
  await ctx.db.execute(sql`
    insert into worker_processes (id, host_id, pid, heartbeat_at) values ('other', 'elsewhere', 1, now())`);
  await ctx.db.execute(sql`update worker_processes set heartbeat_at = heartbeat_at - interval '1 hour'`);
  const fresh = async () => {
    const { rows } = await ctx.db.execute<{ id: string; is_fresh: boolean }>(
      sql`select id, heartbeat_at > now() - interval '1 minute' as is_fresh from worker_processes`,
    );
    return rows.some((row) => row.is_fresh) ? rows : null;
  };
  // After its first beat the other one is still there, and has the time of a beat to say that it lives.
  expect((await waitFor("a beat", fresh)).map((row) => row.id)).toContain("other");
  await ctx.db.execute(sql`update worker_processes set heartbeat_at = now() where id = 'other'`);
  await waitFor("another beat", async () => {
    const { rows } = await ctx.db.execute<{ n: number }>(sql`
      select count(*)::int as n from worker_processes where id <> 'other' and heartbeat_at > started_at + interval '3 seconds'`);
    return rows[0]!.n === 1 ? true : null;
  });
  const { rows } = await ctx.db.execute(sql`select 1 from worker_processes where id = 'other'`);
  expect(rows).toHaveLength(1);
  expect(worker.exitCode).toBeNull();
});

test("hosts whose clocks are hours apart share the work: each job is done once, and nobody is taken for dead", async () => {
  const { ctx, accountId } = place;
  const shift = `--import=${path.join(import.meta.dirname, "testing/shift-clock.ts")}`;
  const clocks = [-3, 0, 3];
  const spawned: ChildProcess[] = [];
  for (const hours of clocks) {
    const clock = { NODE_OPTIONS: shift, CLOCK_SHIFT_HOURS: String(hours), WORKER_CONCURRENCY: "1" };
    spawned.push(await place.spawnWorker({ ...s3, ...clock }));
  }
  const vodId = await importVideo();
  await waitFor("the VOD to be ready", isIn(vodId, "ready"));
  for (let n = 0; n < 4; n += 1) await requestManyCuts(ctx, { accountId, vodId, count: 1 });
  await waitFor("four clips", async () => {
    const attempts = await ctx.db.select().from(clipAttempts);
    return attempts.length === 4 && attempts.every((one) => one.state === "ready") ? true : null;
  });
  await waitFor("tidiness", isTidy);
  // Everything that runs on a schedule, by the clock that is ahead.
  const ahead = () => new Date(Date.now() + 3 * 3_600_000);
  for (const sweeper of sweepers) await sweeper.run({ ...ctx, now: ahead });
  expect(spawned.map((child) => child.exitCode)).toEqual(clocks.map(() => null));
  const { rows } = await ctx.db.execute<{ n: number }>(sql`select count(*)::int as n from worker_processes`);
  expect(rows[0]!.n).toBe(clocks.length);
  expect((await ctx.db.select().from(jobProgress)).filter((one) => one.tries > 1)).toEqual([]);
  expect(await findLeftovers(ctx, `accounts/${accountId}/`)).toEqual(noLeftovers);
});
