import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { accounts } from "#drizzle/schema/accounts.ts";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { detectionRuns, highlights } from "#drizzle/schema/highlights.ts";
import { jobProgress } from "#drizzle/schema/operations.ts";
import { signalImports } from "#drizzle/schema/signals.ts";
import { streams, vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { enqueueJob } from "#lib/jobs.ts";
import { forgetSignalFiles } from "#lib/signals/forget-files.ts";
import { importSignals } from "#lib/signals/import-signals.ts";
import { inboxPath } from "#lib/vods/inbox.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import { cancelJob } from "./cancel-job.ts";
import { listJobs } from "./list-jobs.ts";
import { retryJob } from "./retry-job.ts";

let world: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx;
let accountId: AccountId;
const strangerId = randomUUID() as AccountId;
let streamId: string;

beforeAll(async () => {
  world = await createTestContext();
  ({ ctx, accountId } = world);
  await ctx.db.insert(accounts).values({ id: strangerId, slug: strangerId, name: "Other", planId: "test" });
});
afterAll(() => world.close());
beforeEach(async () => {
  for (const table of [jobProgress, streams, vods]) await ctx.db.delete(table);
  await ctx.db.execute(sql`delete from graphile_worker._private_jobs`);
  const [stream] = await ctx.db.insert(streams).values({ accountId, title: "Friday night" }).returning();
  streamId = stream!.id;
});

const list = (input: Partial<Parameters<typeof listJobs>[1]> = {}) =>
  listJobs(ctx, { accountId, group: "all", limit: 30, ...input });
const queued = async () =>
  (await ctx.db.execute<{ key: string }>(sql`select key from graphile_worker.jobs order by key`)).rows.map(
    ({ key }) => key,
  );

async function addVod(more: Partial<typeof vods.$inferInsert> = {}): Promise<string> {
  const [vod] = await ctx.db
    .insert(vods)
    .values({ accountId, streamId, kind: "upload", externalId: randomUUID(), title: "Video", ...more })
    .returning();
  return vod!.id;
}
async function addJob(task: string, subjectId: string, more: Partial<typeof jobProgress.$inferInsert> = {}) {
  const [row] = await ctx.db
    .insert(jobProgress)
    .values({ accountId, task, subjectId, state: "running", startedAt: new Date(), ...more })
    .returning();
  return row!.id;
}
const failed = { state: "failed" as const, finishedAt: new Date(), reasonCode: "internal", reasonText: "It broke." };

async function addImport(content: string): Promise<string> {
  const id = randomUUID();
  const source = { kind: "inbox", hostId: ctx.config.hostId };
  await ctx.db
    .insert(signalImports)
    .values({ id, accountId, streamId, kind: "chat", fileName: "chat.txt", sizeBytes: 9, source });
  const file = path.join(ctx.config.dataDir, inboxPath(id));
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  await ctx.db.transaction((tx) => enqueueJob(tx, "import_signals", { accountId, signalImportId: id }));
  return id;
}
const importState = async (id: string) =>
  (await ctx.db.select().from(signalImports).where(eq(signalImports.id, id)))[0]!;

test("jobs come with what they work on: running, held up, queued, failed, then finished; others' never", async () => {
  const running = await addVod({ state: "processing", sourceFileName: "night.mkv" });
  const broken = await addVod({ state: "failed", failureCode: "media_empty" });
  await addJob("process_vod", running, { step: "remuxing", fraction: 0.4, tries: 2 });
  await addJob("process_vod", broken, failed);
  await addJob("cut_clips", running, { state: "waiting", reasonText: "The disk is full." });
  await addJob("deliver_outbox", accountId, { state: "queued" });
  await addJob("detect_overdue", streamId, { state: "queued" });
  await addJob("process_vod", await addVod(), { state: "done", finishedAt: new Date() });
  const { jobs, counts, nextCursor } = await list();
  expect(jobs.map((job) => [job.kind, job.state])).toEqual([
    ["process_vod", "running"],
    ["cut_clips", "waiting"],
    ["detect_overdue", "queued"],
    ["process_vod", "failed"],
    ["process_vod", "done"],
  ]);
  expect(jobs[0]).toMatchObject({
    title: "Friday night",
    about: "night.mkv",
    href: `/streams/${streamId}`,
    step: "remuxing",
    fraction: 0.4,
    tries: 2,
    canCancel: true,
    canRetry: false,
  });
  expect(jobs[1]).toMatchObject({ href: `/vods/${running}/highlights`, canCancel: true });
  expect(jobs[2]).toMatchObject({ title: "Friday night", canCancel: false });
  expect(jobs[3]).toMatchObject({ reasonText: "It broke.", canRetry: true, canCancel: false });
  expect(counts).toEqual({ running: 1, waiting: 2, failed: 1, finished: 1 });
  expect(nextCursor).toBeNull();
  expect((await list({ group: "failed" })).jobs).toHaveLength(1);
  expect((await list({ accountId: strangerId })).jobs).toEqual([]);
});

test("what was overtaken is no failure any more, and what ended a day ago isn't listed", async () => {
  const trashed = await addVod({ state: "trashed", trashedAt: new Date() });
  await addJob("process_vod", trashed, failed);
  await addJob("process_vod", await addVod(), {
    state: "done",
    finishedAt: new Date(Date.now() - 90_000_000),
    updatedAt: new Date(Date.now() - 90_000_000),
  });
  const video = await addVod({ state: "ready" });
  const run = { accountId, streamId, vodId: video, trigger: "auto" as const };
  const [first] = await ctx.db
    .insert(detectionRuns)
    .values({ ...run, state: "failed", failureCode: "internal" })
    .returning();
  await addJob("detect_highlights", first!.id, failed);
  expect((await list()).jobs.map((job) => job.kind)).toEqual(["detect_highlights"]);
  await ctx.db.insert(detectionRuns).values({ ...run, state: "done", createdAt: new Date(Date.now() + 1_000) });
  expect((await list()).jobs).toEqual([]);
});

test("pages follow one another without a gap or a double, whatever group is asked for", async () => {
  for (let n = 0; n < 25; n += 1) {
    const state = (["running", "queued", "done"] as const)[n % 3]!;
    await addJob("process_vod", await addVod({ title: `Video ${n}` }), {
      state,
      finishedAt: state === "done" ? new Date() : null,
    });
  }
  const all = (await list({ limit: 100 })).jobs.map(({ id }) => id);
  expect(all).toHaveLength(25);
  const paged: string[] = [];
  let after: string | undefined;
  do {
    const page = await list({ limit: 4, after });
    paged.push(...page.jobs.map(({ id }) => id));
    after = page.nextCursor ?? undefined;
  } while (after);
  expect(paged).toEqual(all);
});

test("a clip that could not be cut is listed by itself, until a later try", async () => {
  const source = await addVod({ state: "ready" });
  const clip = await addVod({
    kind: "highlight",
    provenance: "manual",
    state: "failed",
    failureCode: "internal",
    title: "The raid",
  });
  const bounds = { timescale: 1_000, detectedStartTicks: 0, detectedEndTicks: 1_000 };
  const [highlight] = await ctx.db
    .insert(highlights)
    .values({ accountId, vodId: source, origin: "manual", ...bounds })
    .returning();
  await ctx.db.insert(clips).values({ vodId: clip, accountId, highlightId: highlight!.id, sourceVodId: source });
  const attempt = { vodId: clip, accountId, mode: "exact" as const, timescale: 1_000, startTicks: 0, endTicks: 1_000 };
  await ctx.db.insert(clipAttempts).values({
    ...attempt,
    attempt: 1,
    objectKey: "a",
    state: "failed",
    failureCode: "internal",
    failureText: "It broke.",
    finishedAt: new Date(),
  });
  await addJob("cut_clips", source, failed);
  expect((await list()).jobs).toMatchObject([
    { kind: "clip", title: "The raid", about: "Video", state: "failed", reasonText: "It broke.", canRetry: true },
  ]);
  await ctx.db.insert(clipAttempts).values({ ...attempt, attempt: 2, objectKey: "b" });
  expect((await list()).jobs).toEqual([]);
});

test("a failed import is read again from its kept file; twice is once; another account's job is not found", async () => {
  const importId = await addImport("not a chat at all\n".repeat(3));
  const report = () => {};
  const outcome = await importSignals(ctx, { accountId, signalImportId: importId, report });
  expect(outcome.ok).toBe(false);
  await ctx.db.update(jobProgress).set({ ...failed, reasonText: outcome.ok ? "" : outcome.message });
  await ctx.db.execute(sql`delete from graphile_worker._private_jobs`);
  const [job] = (await list()).jobs;
  expect(job).toMatchObject({ kind: "import_signals", about: "chat.txt", state: "failed", canRetry: true });
  const { id } = job!;
  await expect(retryJob(ctx, { accountId: strangerId, id, actorUserId: null })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await retryJob(ctx, { accountId, id, actorUserId: null })).toEqual({ ok: true });
  expect(await retryJob(ctx, { accountId, id, actorUserId: null })).toEqual({ ok: true });
  expect(await queued()).toEqual([`import_signals:${importId}`]);
  expect((await list()).jobs).toMatchObject([{ id, state: "queued", reasonText: null }]);
  writeFileSync(path.join(ctx.config.dataDir, inboxPath(importId)), "[0:00:01] <a> hi\n");
  expect(await importSignals(ctx, { accountId, signalImportId: importId, report })).toEqual({
    ok: true,
    parsedCount: 1,
  });
});

test("a waiting job is cancelled at once, with what it is about; twice is once; nobody else can", async () => {
  const importId = await addImport("[0:00:01] <a> hi\n");
  const [job] = (await list()).jobs;
  const { id } = job!;
  await expect(cancelJob(ctx, { accountId: strangerId, id })).rejects.toMatchObject({ code: "not_found" });
  expect(await cancelJob(ctx, { accountId, id })).toEqual({ ok: true });
  expect(await cancelJob(ctx, { accountId, id })).toEqual({ ok: true });
  expect(await queued()).toEqual([]);
  expect(await importState(importId)).toMatchObject({ state: "failed", failureCode: "cancelled" });
  expect((await list()).jobs).toMatchObject([
    { state: "cancelled", canRetry: true, canCancel: false, isCancelling: false },
  ]);
  expect(await retryJob(ctx, { accountId, id, actorUserId: null })).toEqual({ ok: true });
  expect((await list()).jobs).toMatchObject([{ state: "queued", canCancel: true, isCancelling: false }]);
  const { rows } = await ctx.db.execute(sql`select cancel_asked_at from job_progress where id = ${id}`);
  expect(rows).toEqual([{ cancel_asked_at: null }]);
});

test("a waiting video, search and refinement are cancelled, too; what ends by itself isn't", async () => {
  const vodId = await addVod();
  await ctx.db.transaction((tx) => enqueueJob(tx, "process_vod", { accountId, vodId }));
  const run = { accountId, streamId, vodId, trigger: "auto" as const };
  const [detection] = await ctx.db.insert(detectionRuns).values(run).returning();
  const detectionRunId = detection!.id;
  const bounds = { timescale: 1_000, detectedStartTicks: 0, detectedEndTicks: 1_000, refineState: "queued" as const };
  await ctx.db.insert(highlights).values({ accountId, vodId, detectionRunId, origin: "detected", ...bounds });
  await ctx.db.transaction(async (tx) => {
    await enqueueJob(tx, "detect_highlights", { accountId, detectionRunId });
    await enqueueJob(tx, "refine_highlights", { accountId, detectionRunId });
    await enqueueJob(tx, "delete_vod", { accountId, vodId });
  });
  const outcomes: Record<string, boolean> = {};
  for (const job of (await list()).jobs) outcomes[job.kind] = (await cancelJob(ctx, { accountId, id: job.id })).ok;
  expect(outcomes).toEqual({ process_vod: true, detect_highlights: true, refine_highlights: true, delete_vod: false });
  expect(await queued()).toEqual([`delete_vod:${vodId}`]);
  expect((await ctx.db.select().from(vods))[0]).toMatchObject({ state: "failed", failureCode: "cancelled" });
  expect((await ctx.db.select().from(detectionRuns))[0]).toMatchObject({ state: "failed", failureCode: "cancelled" });
  expect((await ctx.db.select().from(highlights))[0]).toMatchObject({ refineState: "failed" });
});

test("files of failed imports go after a week, those of running ones never", async () => {
  const [old, young, open] = [await addImport("a"), await addImport("b"), await addImport("c")];
  const ended = (days: number) => ({ state: "failed" as const, finishedAt: new Date(Date.now() - days * 86_400_000) });
  await ctx.db.update(signalImports).set(ended(9)).where(eq(signalImports.id, old));
  await ctx.db.update(signalImports).set(ended(6)).where(eq(signalImports.id, young));
  await forgetSignalFiles(ctx);
  const isThere = (id: string) => existsSync(path.join(ctx.config.dataDir, inboxPath(id)));
  expect([isThere(old), isThere(young), isThere(open)]).toEqual([false, true, true]);
});
