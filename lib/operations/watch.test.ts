import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { alerts } from "#drizzle/schema/operations.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { enqueueJob } from "#lib/jobs.ts";
import { count, countJob, flushCounters, formatLabels } from "#lib/platform/metrics.ts";
import { countStore } from "#lib/platform/object-store/count-store.ts";
import { raiseAlert } from "#lib/platform/raise-alert.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import { checkReadiness } from "./check-readiness.ts";
import { getMetrics } from "./get-metrics.ts";
import { watchHost, watchInstallation, watchWorkers } from "./watch-installation.ts";

let world: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx;

beforeAll(async () => {
  world = await createTestContext();
  ctx = world.ctx;
});
afterAll(() => world.close());
beforeEach(async () => {
  await ctx.db.execute(sql`truncate alerts, alert_messages, metric_counters, worker_processes`);
});

const minutes = (after: number): Ctx => ({ ...ctx, now: () => new Date(Date.now() + after * 60_000) });
const away = (): Promise<never> => Promise.reject(new AppError("store_unavailable", "The S3 server can't be reached."));
const beat = () =>
  ctx.db.execute(sql`insert into worker_processes (id, host_id, pid) values ('w', 'h', 1) on conflict do nothing`);

test("no worker, a full disk and work that waits too long are noticed, and that they are over", async () => {
  expect(await watchWorkers(ctx)).toBe(1);
  await beat();
  expect(await watchWorkers(ctx)).toBe(0);
  expect(await watchHost({ ...ctx, findFreeDiskBytes: async () => 10 })).toBe(1);
  expect(await watchHost(ctx)).toBe(0);
  const vodId = crypto.randomUUID();
  await ctx.db.transaction((tx) => enqueueJob(tx, "process_vod", { accountId: world.accountId, vodId }));
  expect(await watchInstallation(ctx)).toBe(0);
  await ctx.db.execute(sql`update graphile_worker._private_jobs set run_at = now() - interval '16 minutes'`);
  expect(await watchInstallation(ctx)).toBe(1);
  await ctx.db.execute(sql`delete from graphile_worker._private_jobs`);
  expect(await watchInstallation(ctx)).toBe(0);
  const rows = await ctx.db.select().from(alerts);
  expect(rows.map((row) => row.cause).sort()).toEqual([`disk:${ctx.config.hostId}`, "queue:late", "workers:none"]);
  expect(rows.every((row) => row.resolvedAt !== null)).toBe(true);
});

test("alerts of single events are over when nothing more came for a day", async () => {
  await raiseAlert(ctx, { cause: "refine:fake:timeout", severity: "warning", text: "No answer." });
  await watchInstallation(minutes(23 * 60));
  expect((await ctx.db.select().from(alerts))[0]!.resolvedAt).toBeNull();
  await watchInstallation(minutes(25 * 60));
  expect((await ctx.db.select().from(alerts))[0]!.resolvedAt).not.toBeNull();
});

test("readiness names what is wrong; only the database and its tables take the web out of service", async () => {
  await beat();
  expect(await checkReadiness(ctx)).toMatchObject({ isReady: true });
  const wrong = async (changes: Partial<Ctx>) => {
    const { isReady, checks } = await checkReadiness({ ...ctx, ...changes });
    return [isReady, ...checks.filter((one) => !one.ok).map((one) => one.name)];
  };
  expect(await wrong({ store: { ...ctx.store, findObject: away } })).toEqual([true, "store"]);
  expect(await wrong({ findFreeDiskBytes: async () => 0 })).toEqual([true, "disk"]);
  await ctx.db.execute(sql`update worker_processes set heartbeat_at = now() - interval '31 seconds'`);
  expect(await wrong({})).toEqual([true, "workers"]);
  const { rows } = await ctx.db.execute<{ id: number }>(sql`select max(id) as id from drizzle.__drizzle_migrations`);
  await ctx.db.execute(sql`update worker_processes set heartbeat_at = now()`);
  await ctx.db.execute(sql`alter table drizzle.__drizzle_migrations rename to away`);
  await ctx.db.execute(
    sql`create table drizzle.__drizzle_migrations as select * from drizzle.away where id < ${rows[0]!.id}`,
  );
  expect(await wrong({})).toEqual([false, "migrations"]);
  await ctx.db.execute(sql`drop table drizzle.__drizzle_migrations`);
  await ctx.db.execute(sql`alter table drizzle.away rename to __drizzle_migrations`);
});

test("metrics add up what all processes counted, and what the tables say", async () => {
  await getMetrics(ctx);
  await ctx.db.execute(sql`truncate metric_counters`);
  countJob({ task: "cut_clips", outcome: "done", seconds: 7 });
  await flushCounters(ctx.db);
  // As another process would.
  countJob({ task: "cut_clips", outcome: "done", seconds: 100 });
  count("web_errors_total", { code: "internal" });
  const store = countStore(ctx.store);
  await store.putBytes("metrics/a", Buffer.alloc(1000));
  for await (const _ of await store.getRange("metrics/a", { firstByte: 0, lastByte: 99 }));
  await expect(countStore({ ...ctx.store, head: away }).head("metrics/a")).rejects.toThrow();
  await beat();
  await raiseAlert(ctx, { cause: "x", severity: "critical", text: "X." });
  await ctx.db.transaction((tx) =>
    enqueueJob(tx, "delete_vod", { accountId: world.accountId, vodId: crypto.randomUUID() }),
  );
  const text = await getMetrics(ctx);
  expect(text.split("\n")).toEqual(
    expect.arrayContaining([
      "# TYPE vodmanager_jobs_total counter",
      'vodmanager_jobs_total{outcome="done",task="cut_clips"} 2',
      'vodmanager_job_seconds_total{task="cut_clips"} 107',
      'vodmanager_job_seconds_bucket{le="15",task="cut_clips"} 1',
      'vodmanager_job_seconds_bucket{le="300",task="cut_clips"} 2',
      'vodmanager_web_errors_total{code="internal"} 1',
      "vodmanager_store_written_bytes_total 1000",
      "vodmanager_store_read_bytes_total 100",
      'vodmanager_store_errors_total{code="store_unavailable"} 1',
      "vodmanager_workers 1",
      'vodmanager_alerts_open{severity="critical"} 1',
      'vodmanager_queue_jobs{state="ready",task="delete_vod"} 1',
    ]),
  );
  // Every line is one that Prometheus can read.
  const line = /^(# (HELP|TYPE) .+|[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? -?\d+(\.\d+)?(e[+-]?\d+)?)?$/;
  expect(text.split("\n").filter((one) => !line.test(one))).toEqual([]);
  await ctx.db.execute(sql`delete from graphile_worker._private_jobs`);
});

test("labels can't break out of their quotes", () => {
  expect(formatLabels({ b: 'x"} 1\n', a: "y" })).toBe('a="y",b="x_} 1_"');
});
