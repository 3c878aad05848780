import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { accounts, plans } from "#drizzle/schema/accounts.ts";
import { loadConfig } from "#lib/config.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { enqueueJob } from "#lib/jobs.ts";
import { changeChannel } from "#lib/live/model.ts";
import { createTestDatabase } from "#lib/platform/db/testing.ts";
import { findFreeDiskBytes, requireFreeDisk } from "#lib/platform/disk-space.ts";
import { createLog } from "#lib/platform/log.ts";
import { openObjectStore } from "#lib/platform/object-store/open.ts";
import { openConfiguredCache } from "#lib/vods/cache/open.ts";
import { defineTask, type Task } from "./define-task.ts";
import { waitDelayMs } from "./put-off.ts";
import { type RunningWorker, runWorker, type WorkerOptions } from "./run-worker.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let dataDir: string;
let ctx: Ctx & { pool: pg.Pool };
let accountId: string;
const workers: RunningWorker[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-worker-"));
  const config = loadConfig({ VODMANAGER_DATA_DIR: dataDir, LOG_LEVEL: "silent" });
  const store = openObjectStore(config);
  const log = createLog({ level: "silent", name: "test" });
  const now = () => new Date();
  ctx = {
    config,
    db: database.db,
    pool: database.pool,
    store,
    cache: openConfiguredCache(config, { store, now, log }),
    findFreeDiskBytes,
    log,
    now,
    signal: new AbortController().signal,
  };
  const limits = { maxBytes: 1, maxVods: 1, maxClips: 1, retentionDays: 1, llmMonthlyUsd: "0" };
  await ctx.db.insert(plans).values({ id: "free", name: "Free", ...limits });
  const made = await ctx.db.insert(accounts).values({ slug: "a", name: "A", planId: "free" }).returning();
  accountId = made[0]!.id;
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await ctx.db.execute(sql`delete from graphile_worker._private_jobs`);
});
afterAll(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(tasks: Task[], options: WorkerOptions = {}): Promise<RunningWorker> {
  const worker = await runWorker(ctx, { tasks, concurrency: 1, pollIntervalMs: 50, ...options });
  workers.push(worker);
  return worker;
}

async function enqueue(options: { hostId?: string } = {}): Promise<string> {
  const vodId = randomUUID();
  await ctx.db.transaction((tx) => enqueueJob(tx, "process_vod", { accountId, vodId }, options));
  return vodId;
}

const progressOf = async (subjectId: string) => {
  const { rows } = await ctx.db.execute(sql`select * from job_progress where subject_id = ${subjectId}`);
  return rows[0]!;
};
/** Until it no longer throws; as long as a busy machine may take. */
const eventually = <Result>(check: () => Promise<Result> | Result) =>
  vi.waitFor(check, { timeout: 30_000, interval: 20 });
const reaches = (subjectId: string, state: string) =>
  eventually(async () => expect((await progressOf(subjectId)).state).toBe(state));
const jobsLeft = async () => (await ctx.db.execute(sql`select * from graphile_worker.jobs`)).rows;
const runAllNow = () => ctx.db.execute(sql`update graphile_worker._private_jobs set run_at = now()`);

function fake(run: Task<"process_vod">["run"], giveUp: Task<"process_vod">["giveUp"] = async () => {}): Task[] {
  return [defineTask("process_vod", { run, giveUp })];
}

/** Never ends by itself; ends with the signal as an aborted verb does. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));

test("a job runs, tells its progress and is done; listeners are told of each change", async () => {
  const client = await ctx.pool.connect();
  const told: string[] = [];
  client.on("notification", ({ payload }) => payload!.includes('"jobs"') && told.push(payload!));
  await client.query(`listen ${changeChannel}`);
  const vodId = await enqueue();
  await start(
    fake(async (_, payload, report) => {
      for (let i = 0; i <= 50; i += 1) report({ step: "remux", fraction: i / 50 });
      expect(payload).toEqual({ accountId, vodId });
      return { ok: true };
    }),
  );
  await reaches(vodId, "done");
  expect(await progressOf(vodId)).toMatchObject({ fraction: 1, tries: 1, reason_code: null, step: null });
  // Asked for, begun, on its way, done: the fifty reports between are one write.
  await eventually(() => expect(told).toHaveLength(4));
  for (const text of told) expect(JSON.parse(text)).toEqual({ kind: "jobs", accountId, subjectId: vodId });
  await eventually(async () => expect(await jobsLeft()).toEqual([]));
  await client.query("unlisten *");
  client.release();
});

test("a job for this host is taken, one for another host is left alone", async () => {
  const elsewhere = await enqueue({ hostId: "another-host" });
  const here = await enqueue({ hostId: ctx.config.hostId });
  await start(fake(async () => {}));
  await reaches(here, "done");
  expect((await progressOf(elsewhere)).state).toBe("queued");
});

test("a refusal fails the job with its reason, once", async () => {
  const run = vi.fn(async () => ({ ok: false as const, reason: "media_no_video" as const, message: "No picture." }));
  const vodId = await enqueue();
  await start(fake(run));
  await reaches(vodId, "failed");
  expect(await progressOf(vodId)).toMatchObject({ reason_code: "media_no_video", reason_text: "No picture." });
  await eventually(async () => expect(await jobsLeft()).toEqual([]));
  expect(run).toHaveBeenCalledTimes(1);
});

test("a passing failure waits, is tried again and succeeds", async () => {
  let tries = 0;
  const vodId = await enqueue();
  await start(
    fake(async () => {
      tries += 1;
      if (tries === 1) throw new AppError("output_invalid", "The file came out wrong.");
    }),
  );
  await reaches(vodId, "waiting");
  expect(await progressOf(vodId)).toMatchObject({
    reason_code: "output_invalid",
    reason_text: "The file came out wrong.",
  });
  await eventually(async () => expect(await jobsLeft()).toMatchObject([{ locked_at: null, attempts: 1 }]));
  await runAllNow();
  await reaches(vodId, "done");
  expect(await progressOf(vodId)).toMatchObject({ tries: 2, reason_code: null });
});

test("a full disk is waited for, however often it is looked at, and the job goes on when there is room", async () => {
  const givenUp = vi.fn(async () => {});
  let freeBytes = 1_000;
  let looks = 0;
  const vodId = await enqueue({ hostId: ctx.config.hostId });
  ctx.findFreeDiskBytes = async () => freeBytes;
  await start(
    fake(async (job) => {
      looks += 1;
      await requireFreeDisk(dataDir, 5_000_000, 1_000_000, job.findFreeDiskBytes);
    }, givenUp),
  );
  await reaches(vodId, "waiting");
  const first = await progressOf(vodId);
  expect(first).toMatchObject({ reason_code: "disk_full", tries: 0 });
  expect(first.reason_text).toMatch(/1\.0 kB free; this needs 5\.0 MB/);
  const [waiting] = await eventually(async () => {
    const left = await jobsLeft();
    expect(left).toMatchObject([{ locked_at: null, attempts: 0, task_identifier: `process_vod@${ctx.config.hostId}` }]);
    return left;
  });
  expect(new Date(waiting!.run_at as string).getTime()).toBeGreaterThan(Date.now() + 5_000);
  // More looks than a failing job has tries.
  for (let look = 2; look <= 8; look += 1) {
    await eventually(async () => {
      await ctx.db.execute(sql`update graphile_worker._private_jobs set run_at = now() where locked_at is null`);
      expect(looks).toBeGreaterThanOrEqual(look);
    });
  }
  expect((await progressOf(vodId)).waiting_since).toEqual(first.waiting_since);
  freeBytes = 1e12;
  await eventually(async () => {
    await ctx.db.execute(sql`update graphile_worker._private_jobs set run_at = now() where locked_at is null`);
    expect(await progressOf(vodId)).toMatchObject({ state: "done", tries: 1, waiting_since: null, reason_code: null });
  });
  expect(givenUp).not.toHaveBeenCalled();
  await eventually(async () => expect(await jobsLeft()).toEqual([]));
  ctx.findFreeDiskBytes = findFreeDiskBytes;
});

test("after a day of waiting a job counts its tries like any other", async () => {
  const vodId = await enqueue();
  await ctx.db.execute(sql`
    update job_progress set waiting_since = now() - interval '25 hours' where subject_id = ${vodId}`);
  await ctx.db.execute(sql`update graphile_worker._private_jobs set attempts = 4`);
  const givenUp = vi.fn(async () => {});
  await start(
    fake(async () => {
      throw new AppError("store_unavailable", "The store is away.");
    }, givenUp),
  );
  await reaches(vodId, "failed");
  expect(givenUp).toHaveBeenCalledTimes(1);
});

test.each([
  [0, 10_000],
  [60_000, 30_000],
  [3_600_000, 120_000],
])("having waited %i ms, the next look is in %i ms", (waitedMs, delayMs) => {
  expect(waitDelayMs(waitedMs)).toBe(delayMs);
});

test("gives up at once when trying again can't help, and after the last try otherwise", async () => {
  const givenUp = vi.fn(async () => {});
  const hopeless = await enqueue();
  await start(
    fake(async (_, { vodId }) => {
      if (vodId === hopeless) throw new AppError("media_unreadable", "No video in it.");
      throw new Error("password=hunter2 at /secret/path");
    }, givenUp),
  );
  await reaches(hopeless, "failed");
  expect(givenUp).toHaveBeenCalledTimes(1);
  expect(givenUp.mock.calls[0]).toMatchObject([{}, { vodId: hopeless }, { code: "media_unreadable" }]);
  const unlucky = await enqueue();
  await ctx.db.execute(sql`update graphile_worker._private_jobs set attempts = 3`);
  await eventually(async () => {
    await runAllNow();
    expect((await progressOf(unlucky)).state).toBe("failed");
  });
  expect(givenUp).toHaveBeenCalledTimes(2);
  const row = await progressOf(unlucky);
  expect(row.reason_code).toBe("internal");
  expect(JSON.stringify([row, await jobsLeft()])).not.toContain("hunter2");
});

test("a job that takes too long is aborted and told so", async () => {
  const vodId = await enqueue();
  await start(
    fake((job) => untilAborted(job.signal)),
    { timeoutMs: 100 },
  );
  await reaches(vodId, "waiting");
  expect(await progressOf(vodId)).toMatchObject({ reason_code: "timeout" });
});

test("a payload of another shape is dropped, not tried for ever", async () => {
  await ctx.db.execute(sql`select graphile_worker.add_job('process_vod', '{"vodId":"x"}'::json)`);
  await start(fake(async () => {}));
  await eventually(async () => expect(await jobsLeft()).toEqual([]));
});

test("work that comes for a subject while it runs is done after it, and shows as queued in between", async () => {
  const vodId = await enqueue();
  let runs = 0;
  await start(
    fake(async () => {
      runs += 1;
      if (runs === 1) await ctx.db.transaction((tx) => enqueueJob(tx, "process_vod", { accountId, vodId }));
      else expect((await progressOf(vodId)).tries).toBe(1);
    }),
  );
  await eventually(async () => expect(await jobsLeft()).toEqual([]));
  await reaches(vodId, "done");
  expect(runs).toBe(2);
});

test("a stop hands running jobs back untried, and another worker does them at once", async () => {
  const vodId = await enqueue();
  const first = await start(fake((job) => untilAborted(job.signal)));
  await reaches(vodId, "running");
  await first.stop();
  expect(await progressOf(vodId)).toMatchObject({ state: "queued", tries: 0 });
  expect(await jobsLeft()).toMatchObject([{ attempts: 0, locked_by: null }]);
  expect((await ctx.db.execute(sql`select 1 from worker_processes`)).rows).toEqual([]);
  await start(fake(async () => {}));
  await reaches(vodId, "done");
});

test("the jobs of a worker killed with SIGKILL are taken over at once", async () => {
  const vodId = await enqueue();
  const child = spawn(
    process.execPath,
    [path.join(path.dirname(fileURLToPath(import.meta.url)), "testing/endless-worker.ts")],
    {
      env: { ...process.env, DATABASE_URL: database.databaseUrl, VODMANAGER_DATA_DIR: dataDir, LOG_LEVEL: "silent" },
      stdio: "inherit",
    },
  );
  children.push(child);
  await reaches(vodId, "running");
  const { rows } = await ctx.db.execute(sql`
    select 1 from graphile_worker.jobs join worker_processes p on locked_by = p.id where p.pid = ${child.pid}`);
  expect(rows).toHaveLength(1);
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
  await start(fake(async () => {}));
  await reaches(vodId, "done");
  expect((await progressOf(vodId)).tries).toBe(2);
});

test("a silent worker on another host loses its jobs after 30 s, a beating one keeps them", async () => {
  const taken = await Promise.all([enqueue(), enqueue()]);
  await ctx.db.execute(sql`
    insert into worker_processes (id, host_id, pid, heartbeat_at)
    values ('silent', 'h1', 1, now() - interval '31 seconds'), ('alive', 'h1', 2, now() - interval '29 seconds')`);
  for (const [at, by] of ["silent", "alive"].entries()) {
    await ctx.db.execute(sql`
      update graphile_worker._private_jobs set locked_by = ${by}, locked_at = now(), attempts = 5
      where payload->>'vodId' = ${taken[at]}`);
  }
  await start(fake(async () => {}));
  await reaches(taken[0]!, "done");
  expect((await progressOf(taken[1]!)).state).toBe("queued");
  await ctx.db.execute(sql`delete from worker_processes`);
});

test("a job that takes its process down again and again is given up", async () => {
  const vodId = await enqueue();
  await ctx.db.execute(sql`update job_progress set tries = 10 where subject_id = ${vodId}`);
  const run = vi.fn(async () => {});
  const givenUp = vi.fn(async () => {});
  await start(fake(run, givenUp));
  await reaches(vodId, "failed");
  expect(run).not.toHaveBeenCalled();
  expect(givenUp).toHaveBeenCalledTimes(1);
});

test("a worker that was taken for dead says so and ends", async () => {
  const worker = await start(
    fake(async () => {}),
    { heartbeatMs: 20 },
  );
  await ctx.db.execute(sql`delete from worker_processes`);
  await expect(worker.ended).rejects.toThrow("silent");
});
