import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, startTestWeb, withParams } from "#app/_server/testing/web-test.ts";
import { members } from "#drizzle/schema/accounts.ts";
import {
  adminActions,
  alerts,
  jobFailures,
  jobProgress,
  sourceCaches,
  workerProcesses,
} from "#drizzle/schema/operations.ts";
import { streams, vods } from "#drizzle/schema/vods.ts";
import { raiseAlert } from "#lib/platform/raise-alert.ts";
import { GET as jobs } from "../jobs/route.ts";
import { GET as streamPage } from "../streams/[id]/route.ts";
import { GET as streamList } from "../streams/route.ts";
import { GET as actions } from "./actions/route.ts";
import { POST as settle } from "./alerts/[id]/route.ts";
import { GET as alertList } from "./alerts/route.ts";
import { POST as sweep } from "./caches/[hostId]/sweep/route.ts";
import { GET as failures } from "./failures/route.ts";
import { GET as overview } from "./overview/route.ts";
import { POST as detect } from "./streams/[id]/detections/route.ts";
import { GET as anyStreams } from "./streams/route.ts";
import { POST as pause } from "./tasks/route.ts";

type Route = typeof overview;
let web: Awaited<ReturnType<typeof startTestWeb>>;
let admin: Awaited<ReturnType<typeof web.signUp>>;
let owner: Awaited<ReturnType<typeof web.signUp>>;
let streamId: string;
let vodId: string;
const stackMark = "at secretPlace (lib/very/inner.ts:1:1)";

beforeAll(async () => {
  web = await startTestWeb();
  admin = await web.signUp("admin");
  owner = await web.signUp("owner");
  const { db } = web.ctx;
  await db.execute(sql`update auth_users set is_admin = true where id = ${admin.userId}`);
  const { accountId } = owner;
  streamId = (await db.insert(streams).values({ accountId, title: "Friday night" }).returning())[0]!.id;
  const video = { accountId, streamId, kind: "upload" as const, externalId: "u-1", title: "Friday night" };
  vodId = (
    await db
      .insert(vods)
      .values({ ...video, state: "ready", sizeBytes: 5 })
      .returning()
  )[0]!.id;
  const job = { accountId, task: "process_vod", subjectId: vodId };
  const ended = {
    state: "failed" as const,
    reasonCode: "internal",
    reasonText: "Something went wrong.",
    finishedAt: new Date(),
  };
  await db.insert(jobProgress).values({ ...job, ...ended });
  const failure = { ...job, attempt: 1, code: "internal", message: "It broke", stack: stackMark, hostId: "here" };
  await db.insert(jobFailures).values({ ...failure, isTriedAgain: false });
});
afterAll(() => web.stop());

const json = { "content-type": "application/json" };
const get = (route: Route, cookie: string, query = "") => route(ask(`/api/v1/x${query}`, { cookie }), withParams());
const post = (route: Route, cookie: string, params: Record<string, string>, body: unknown = {}) =>
  route(ask("/api/v1/x", { cookie, method: "POST", body: JSON.stringify(body), headers: json }), withParams(params));

test("every route of operators is nothing at all for everybody else, whatever its method", async () => {
  const dir = import.meta.dirname;
  const files = readdirSync(dir, { recursive: true, encoding: "utf8" }).filter(
    (file) => path.basename(file) === "route.ts",
  );
  expect(files.length).toBeGreaterThanOrEqual(12);
  for (const file of files) {
    const routes = (await import(path.join(dir, file))) as Record<string, Route>;
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
      const handler = routes[method];
      if (!handler) continue;
      const body = method === "GET" ? {} : { body: "{}", headers: json };
      const response = await handler(
        ask("/api/v1/x", { cookie: owner.cookie, method, ...body }),
        withParams({ id: streamId }),
      );
      expect([file, method, response.status]).toEqual([file, method, 404]);
    }
  }
});

test("stacks reach operators, and nobody by any other way", async () => {
  const seen = await (await get(failures, admin.cookie)).json();
  expect(seen.failures).toMatchObject([{ stack: stackMark, accountName: "owner", message: "It broke" }]);
  expect(seen.nextCursor).toBeNull();
  const ownAnswers = [
    await get(jobs, owner.cookie),
    await get(jobs, owner.cookie, `?subjectIds=${vodId}`),
    await get(streamList, owner.cookie),
    await streamPage(ask("/api/v1/x", { cookie: owner.cookie }), withParams({ id: streamId })),
  ];
  for (const answer of ownAnswers) {
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(text).not.toContain("secretPlace");
    expect(text).not.toContain("It broke");
  }
});

test("the overview tells of accounts, queue, processes and switches", async () => {
  const { db } = web.ctx;
  await db.insert(workerProcesses).values({ id: "w-1", hostId: "here", pid: 7 });
  await db.execute(sql`select graphile_worker.add_job('process_vod@here', run_at => now() - interval '90 seconds')`);
  await db.execute(sql`select graphile_worker.add_job('process_vod', run_at => now() + interval '1 hour')`);
  await db.execute(sql`select graphile_worker.add_job('sweep:send_emails')`);
  const seen = await (await get(overview, admin.cookie)).json();
  expect(seen.accounts.find((one: { slug: string }) => one.slug === "owner")).toMatchObject({
    planName: "Test",
    vodCount: 1,
    clipCount: 0,
    memberCount: 1,
    storedBytes: 0,
    maxBytes: 1e9,
    lastActiveAt: expect.any(String),
  });
  const [processing, sweeping] = seen.queue;
  expect(processing).toMatchObject({ task: "process_vod", running: 0, ready: 1, later: 1, dead: 0 });
  expect(processing.oldestReadySeconds).toBeGreaterThan(89);
  expect(sweeping).toMatchObject({ task: "sweep", ready: 1 });
  expect(seen.workers).toMatchObject([{ id: "w-1", pid: 7 }]);
  expect(seen).toMatchObject({
    usesCache: false,
    caches: [],
    failureCount: 1,
    refinement: { isEnabled: true, spentUsd: 0 },
  });
  expect((await post(pause, admin.cookie, {}, { task: "cut_clips", isPaused: true })).status).toBe(200);
  const { tasks } = await (await get(overview, admin.cookie)).json();
  expect(tasks).toContainEqual({ task: "cut_clips", pausedSince: expect.any(String) });
  expect((await post(pause, admin.cookie, {}, { task: "deliver_outbox", isPaused: true })).status).toBe(400);
});

test("an alert is looked after, then ended, by name; more of the same opens another", async () => {
  const trouble = { cause: "disk", severity: "warning" as const, text: "The disk is nearly full." };
  await raiseAlert(web.ctx, trouble);
  const open = async () => (await (await get(alertList, admin.cookie)).json()).alerts;
  const [alert] = await open();
  expect(alert).toMatchObject({ text: trouble.text, acknowledgedAt: null, resolvedAt: null });
  for (let n = 0; n < 2; n += 1) {
    expect((await post(settle, admin.cookie, { id: alert.id }, { action: "acknowledge" })).status).toBe(200);
  }
  expect(await open()).toMatchObject([{ acknowledger: "admin" }]);
  expect((await post(settle, admin.cookie, { id: alert.id }, { action: "resolve" })).status).toBe(200);
  expect(await open()).toEqual([]);
  const history = (await (await get(alertList, admin.cookie, "?isOpen=false")).json()).alerts;
  expect(history).toMatchObject([{ id: alert.id, resolver: "admin" }]);
  await raiseAlert(web.ctx, trouble);
  expect((await open())[0].id).not.toBe(alert.id);
  expect((await post(settle, admin.cookie, { id: randomUUID() }, { action: "resolve" })).status).toBe(404);
  await web.ctx.db.delete(alerts);
});

test("an operator has another account's stream looked at again, and that is written down", async () => {
  expect((await (await get(anyStreams, admin.cookie, "?search=day+n")).json()).streams).toMatchObject([
    { streamId, title: "Friday night", accountName: "owner", isReady: true, detection: null },
  ]);
  expect((await (await get(anyStreams, admin.cookie, "?search=%25")).json()).streams).toEqual([]);
  const answer = await post(detect, admin.cookie, { id: streamId });
  expect(await answer.json()).toMatchObject({ ok: true, joined: false });
  const [found] = (await (await get(anyStreams, admin.cookie, "?search=owner")).json()).streams;
  expect(found.detection).toMatchObject({ state: "queued" });
  const seen = (await (await get(actions, admin.cookie)).json()).actions;
  expect(seen[0]).toMatchObject({
    action: "detect",
    subject: "Friday night",
    actorName: "admin",
    accountName: "owner",
  });
  const before = (await web.ctx.db.select().from(adminActions)).length;
  await web.ctx.db.update(vods).set({ state: "processing" }).where(eq(vods.id, vodId));
  await web.ctx.db.execute(sql`update detection_runs set state = 'done'`);
  expect((await post(detect, admin.cookie, { id: streamId })).status).toBe(409);
  expect(await web.ctx.db.select().from(adminActions)).toHaveLength(before);
});

test("a sweep is asked of a host that is known, once", async () => {
  const host = {
    hostId: "host-1",
    hostName: "box",
    sizeBytes: 5,
    maxBytes: 10,
    entryCount: 1,
    storeBytes: 1,
    cacheBytes: 3,
  };
  await web.ctx.db.insert(sourceCaches).values(host);
  expect((await post(sweep, admin.cookie, { hostId: "host-1" })).status).toBe(200);
  expect((await post(sweep, admin.cookie, { hostId: "nowhere" })).status).toBe(404);
  const { caches } = await (await get(overview, admin.cookie)).json();
  expect(caches).toMatchObject([{ hostName: "box", hitRate: 0.75, isSweepAsked: true, sweptAt: null }]);
});

test("who is an operator operates, in an account or in none", async () => {
  const lost = await web.signUp("lost");
  await web.ctx.db.execute(sql`update auth_users set is_admin = true where id = ${lost.userId}`);
  await web.ctx.db.delete(members).where(eq(members.userId, lost.userId));
  expect((await get(overview, lost.cookie)).status).toBe(200);
});
