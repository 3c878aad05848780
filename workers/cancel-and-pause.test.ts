import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { authUsers } from "#drizzle/schema/auth.ts";
import { adminActions, jobFailures } from "#drizzle/schema/operations.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { enqueueJob } from "#lib/jobs.ts";
import { cancelJob } from "#lib/operations/cancel-job.ts";
import { setTaskPaused } from "#lib/operations/pause-tasks.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import { defineTask, type Task, type TaskFailure } from "./define-task.ts";
import { type RunningWorker, runWorker } from "./run-worker.ts";

let world: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx & { pool: pg.Pool };
let accountId: AccountId;
const operator = { userId: "operator" };
const workers: RunningWorker[] = [];
const secret = "s3-secret-that-must-not-stay";

beforeAll(async () => {
  const store = { S3_BUCKET: "bucket", S3_ACCESS_KEY_ID: "access-key-id", S3_SECRET_ACCESS_KEY: secret };
  world = await createTestContext({ ...store, S3_ENDPOINT: "http://127.0.0.1:9" });
  accountId = world.accountId;
  ctx = { ...world.ctx, pool: (world.ctx.db as unknown as { $client: pg.Pool }).$client };
  await ctx.db.insert(authUsers).values({ id: operator.userId, name: "Op", email: "op@example.com", isAdmin: true });
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await ctx.db.execute(sql`delete from graphile_worker._private_jobs`);
  await ctx.db.execute(sql`delete from paused_tasks`);
});
afterAll(() => world.close());

type Run = Task<"process_vod">["run"];
async function start(run: Run, giveUp: (failure: TaskFailure) => void = () => {}) {
  const tasks = [defineTask("process_vod", { run, giveUp: async (_ctx, _payload, failure) => giveUp(failure) })];
  workers.push(await runWorker(ctx, { tasks, concurrency: 1, pollIntervalMs: 50 }));
}
async function enqueue(): Promise<string> {
  const vodId = randomUUID();
  await ctx.db.transaction((tx) => enqueueJob(tx, "process_vod", { accountId, vodId }));
  return vodId;
}
const progressOf = async (subjectId: string) =>
  (await ctx.db.execute<Record<string, unknown>>(sql`select * from job_progress where subject_id = ${subjectId}`))
    .rows[0]!;
const reaches = (subjectId: string, state: string) =>
  vi.waitFor(async () => expect((await progressOf(subjectId)).state).toBe(state), { timeout: 20_000, interval: 20 });
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));

test("a running job that is cancelled stops within two seconds, and what it is about says so", async () => {
  const failures: TaskFailure[] = [];
  await start(
    (work) => untilAborted(work.signal),
    (failure) => failures.push(failure),
  );
  const vodId = await enqueue();
  await reaches(vodId, "running");
  const { id } = await progressOf(vodId);
  const atMs = performance.now();
  expect(await cancelJob(ctx, { accountId, id: id as string })).toEqual({ ok: true });
  await reaches(vodId, "cancelled");
  expect(performance.now() - atMs).toBeLessThan(2_000);
  expect(failures).toEqual([{ code: "cancelled", message: expect.stringMatching(/^Cancelled\. Its file is kept/) }]);
  expect(await progressOf(vodId)).toMatchObject({ reason_code: "cancelled", cancel_asked_at: null });
  const { rows } = await ctx.db.execute(sql`select 1 from graphile_worker.jobs`);
  expect(rows).toEqual([]);
  expect(await ctx.db.select().from(jobFailures)).toEqual([]);
});

test("jobs of a kind that is held back wait untried, and begin at once when they may; others go on", async () => {
  const run = vi.fn<Run>(async () => ({ ok: true }));
  await setTaskPaused(ctx, { task: "process_vod", isPaused: true, operator });
  await setTaskPaused(ctx, { task: "process_vod", isPaused: true, operator });
  await start(run);
  const vodId = await enqueue();
  await reaches(vodId, "waiting");
  expect(await progressOf(vodId)).toMatchObject({ reason_code: "paused", tries: 0 });
  expect(run).not.toHaveBeenCalled();
  const atMs = performance.now();
  await setTaskPaused(ctx, { task: "process_vod", isPaused: false, operator });
  await reaches(vodId, "done");
  expect(performance.now() - atMs).toBeLessThan(2_000);
  expect(run).toHaveBeenCalledTimes(1);
  const noted = await ctx.db.select().from(adminActions);
  expect(noted.map(({ action, subject, actorUserId }) => [action, subject, actorUserId])).toEqual([
    ["pause_task", "process_vod", operator.userId],
    ["resume_task", "process_vod", operator.userId],
  ]);
});

test("what a try threw is kept with its stack and causes, without secrets", async () => {
  await start(async () => {
    const cause = new Error(`GET https://bucket/x?X-Amz-Signature=abcdef0123 with ${secret} failed`);
    throw new Error("reading the video broke", { cause });
  });
  const vodId = await enqueue();
  await reaches(vodId, "waiting");
  const [failure] = await ctx.db.select().from(jobFailures);
  expect(failure).toMatchObject({
    accountId,
    task: "process_vod",
    subjectId: vodId,
    code: "internal",
    isTriedAgain: true,
  });
  expect(failure!.message).toBe("Error: reading the video broke");
  expect(failure!.stack).toMatch(/Error: reading the video broke\n\s+at .*cancel-and-pause\.test\.ts/);
  expect(failure!.stack).toContain(
    "caused by: Error: GET https://bucket/x?X-Amz-Signature=[redacted] with [redacted] failed",
  );
  expect(JSON.stringify(failure)).not.toContain(secret);
  const { reason_text: told } = await progressOf(vodId);
  expect(told).not.toContain("reading the video");
});
