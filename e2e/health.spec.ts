import os from "node:os";
import { expect, test } from "@playwright/test";
import { type OwnStack, startOwnStack } from "./setup/own-stack.ts";
import { readPrometheus } from "./setup/read-prometheus.ts";
import { makeRecordingFor } from "./setup/recording.ts";
import { openSession, type Session } from "./setup/session.ts";

test.describe.configure({ mode: "serial" });

const metricsToken = "a-token-of-the-operators";
/** An address of this machine that isn't the loopback one; none on a machine without a network. */
const ownAddress = Object.values(os.networkInterfaces())
  .flat()
  .find((one) => one?.family === "IPv4" && !one.internal)?.address;

let open: OwnStack;
let guarded: OwnStack;
let session: Session;
test.beforeAll(async () => {
  test.setTimeout(200_000);
  open = await startOwnStack("health", { HOST: "0.0.0.0" });
  guarded = await startOwnStack("guarded", { HOST: "0.0.0.0", METRICS_TOKEN: metricsToken });
});
test.afterAll(async () => {
  await open?.stop();
  await guarded?.stop();
});

const ask = (origin: string, headers: Record<string, string> = {}) => fetch(`${origin}/metrics`, { headers });
const remote = (stack: OwnStack) => `http://${ownAddress}:${stack.port}`;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test("without a token the metrics are this machine's alone, and of nobody who came through a proxy", async () => {
  expect((await ask(open.origin)).status).toBe(200);
  for (const name of ["x-forwarded-for", "x-real-ip", "forwarded", "via"]) {
    expect((await ask(open.origin, { [name]: "203.0.113.7" })).status).toBe(404);
  }
  // What a client says of itself counts for nothing.
  const lie = { "x-vodmanager-peer": "loopback", "x-forwarded-for": "127.0.0.1" };
  expect((await ask(open.origin, lie)).status).toBe(404);
});

test("from another address the metrics are nowhere without the token, and there with it", async () => {
  test.skip(ownAddress === undefined, "this machine has the loopback address only");
  expect((await ask(remote(open))).status).toBe(404);
  expect((await ask(remote(open), { "x-vodmanager-peer": "loopback" })).status).toBe(404);
  expect((await ask(remote(open), bearer(metricsToken))).status).toBe(404);
  expect((await ask(remote(guarded))).status).toBe(404);
  expect((await ask(remote(guarded), bearer(`${metricsToken}x`))).status).toBe(404);
  expect((await ask(remote(guarded), bearer(metricsToken))).status).toBe(200);
  const proxied = { ...bearer(metricsToken), "x-forwarded-for": "203.0.113.7" };
  expect((await ask(remote(guarded), proxied)).status).toBe(200);
});

test("where a token is set, this machine needs it, too", async () => {
  expect((await ask(guarded.origin)).status).toBe(404);
  expect((await ask(guarded.origin, bearer(metricsToken))).status).toBe(200);
});

test("a refusal says nothing of what is there", async () => {
  const refused = await ask(guarded.origin, bearer("wrong"));
  expect(refused.headers.get("content-type")).toContain("application/problem+json");
  expect(await refused.json()).toMatchObject({ status: 404, code: "not_found" });
});

test("after work was done, the metrics tell of it: queue, jobs, store, cache, encodes, model, errors", async () => {
  test.setTimeout(300_000);
  session = await openSession(open);
  const { vodId, highlightIds } = await session.importRecording(await makeRecordingFor("health"));
  await session.post(`/api/v1/vods/${vodId}/cuts`, { highlightIds: highlightIds.slice(0, 1), mode: "exact" });
  await expect.poll(() => session.countClips(vodId), { timeout: 120_000 }).toBe(1);
  const media = await session.call(`/api/v1/vods/${vodId}/media`, { headers: { range: "bytes=0-999" } });
  expect(media.status).toBe(206);
  // Processed here, so what is played is in the cache; a clip's file comes from the store.
  const { clips } = await session.read(`/api/v1/clips?vodId=${vodId}`);
  const clip = await (await session.call(`/api/v1/clips/${clips[0].clipVodId}/file`)).arrayBuffer();
  await open.ctx.db.execute("alter table streams rename to gone_streams");
  expect((await session.call("/api/v1/streams")).status).toBe(500);
  await open.ctx.db.execute("alter table gone_streams rename to streams");

  const read = async () => readPrometheus(await (await ask(open.origin)).text());
  // Processes tell what they counted every few seconds, caches every minute.
  const moved = async () => (await read()).sum("vodmanager_cache_bytes_total");
  await expect.poll(moved, { timeout: 90_000, intervals: [1_000] }).toBeGreaterThan(0);
  const exact = { task: "cut_clips", outcome: "done" };
  await expect.poll(async () => (await read()).sum("vodmanager_jobs_total", exact), { timeout: 30_000 }).toBe(1);
  const metrics = await read();
  expect(metrics.types.vodmanager_queue_jobs).toBe("gauge");
  expect(metrics.sum("vodmanager_queue_oldest_ready_seconds")).toBeGreaterThanOrEqual(0);
  expect(metrics.sum("vodmanager_job_seconds_total", { task: "process_vod" })).toBeGreaterThan(0);
  expect(metrics.sum("vodmanager_job_seconds_bucket", { task: "process_vod", le: "+Inf" })).toBe(1);
  expect(metrics.sum("vodmanager_ffmpeg_runs_total", { outcome: "done" })).toBeGreaterThan(3);
  expect(metrics.sum("vodmanager_ffmpeg_seconds_total")).toBeGreaterThan(0);
  expect(metrics.sum("vodmanager_store_written_bytes_total")).toBeGreaterThan(100_000);
  expect(metrics.sum("vodmanager_store_read_bytes_total")).toBeGreaterThanOrEqual(clip.byteLength);
  expect(metrics.sum("vodmanager_cache_bytes_total", { source: "cache" })).toBeGreaterThan(0);
  expect(metrics.sum("vodmanager_web_errors_total", { code: "internal" })).toBe(1);
  expect(metrics.sum("vodmanager_llm_usd_total", { model: "own-model" })).toBeGreaterThan(0);
  expect(metrics.sum("vodmanager_workers")).toBe(1);
  expect(metrics.sum("vodmanager_vods", { state: "ready", kind: "upload" })).toBe(1);
});

test("a job that waits is in the queue's depth and age", async () => {
  const read = async () => readPrometheus(await (await ask(open.origin)).text());
  // For a host that isn't there: nobody takes it.
  await open.ctx.db.execute(
    "select graphile_worker.add_job('process_vod@nowhere', run_at => now() - interval '90 seconds')",
  );
  const metrics = await read();
  expect(metrics.sum("vodmanager_queue_jobs", { task: "process_vod", state: "ready" })).toBe(1);
  expect(metrics.sum("vodmanager_queue_oldest_ready_seconds")).toBeGreaterThanOrEqual(90);
  await open.ctx.db.execute("delete from graphile_worker._private_jobs");
});

test("a web that is newer than the tables is not ready, and says what to do", async () => {
  const readyz = async () => {
    const answer = await fetch(`${open.origin}/readyz`);
    return { status: answer.status, ...(await answer.json()) };
  };
  const { db } = open.ctx;
  const newest = "(select max(id) from drizzle.__drizzle_migrations)";
  await db.execute(`create table kept_migration as select * from drizzle.__drizzle_migrations where id = ${newest}`);
  await db.execute(`delete from drizzle.__drizzle_migrations where id = ${newest}`);
  const lacking = await readyz();
  expect(lacking).toMatchObject({ status: 503, ready: false, degraded: ["migrations"] });
  expect(JSON.stringify(lacking.checks)).toContain("lacks 1 migration");
  await db.execute("insert into drizzle.__drizzle_migrations select * from kept_migration");
  await db.execute("drop table kept_migration");
  expect(await readyz()).toMatchObject({ status: 200, ready: true });
});

test("well, in trouble, and well again: what /healthz and /readyz say, to anybody", async () => {
  test.setTimeout(120_000);
  const healthz = async () => (await fetch(`${open.origin}/healthz`)).status;
  const readyz = async () => {
    const answer = await fetch(`${open.origin}/readyz`);
    const { ready, degraded, checks } = await answer.json();
    return { status: answer.status, ready, degraded, text: JSON.stringify(checks) };
  };
  expect(await healthz()).toBe(200);
  expect(await readyz()).toMatchObject({ status: 200, ready: true, degraded: [] });

  // Without the store pages show what they can.
  open.store.setFault("unavailable");
  const storeless = await readyz();
  expect(storeless).toMatchObject({ status: 200, ready: true, degraded: ["store"] });
  expect(storeless.text).not.toContain(String(new URL(open.store.endpoint).port));
  open.store.setFault("none");

  await open.database.shut();
  expect(await healthz()).toBe(503);
  expect(await readyz()).toMatchObject({ status: 503, ready: false });
  expect((await ask(open.origin)).status).toBe(503);
  await open.database.open();
  await expect.poll(healthz, { timeout: 20_000 }).toBe(200);
  await expect.poll(async () => (await readyz()).degraded, { timeout: 60_000 }).toEqual([]);
});
