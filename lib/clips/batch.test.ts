import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { clipAttempts } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { getQuotaUsage } from "#lib/accounts/quota-usage.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { PointName } from "#lib/points.ts";
import { type ByteMeter, listJobProgress } from "#lib/progress.ts";
import { importVod } from "#lib/vods/import-vod.ts";
import type { planWindow } from "#lib/vods/model.ts";
import { processVod } from "#lib/vods/process-vod.ts";
import { getMedia } from "#lib/vods/queries.ts";
import { createTestContext, makeTestMedia } from "#lib/vods/testing.ts";
import { type S3ShapedStore, startS3ShapedStore } from "../../bench/s3-shaped-store.ts";
import { cancelCuts } from "./cancel-cuts.ts";
import { cutClips } from "./cut-clips.ts";
import { type CutMode, describeMeter } from "./model.ts";
import { planCuts } from "./plan-cuts.ts";
import { countBatchBytes } from "./plan-reads.ts";
import { listClips } from "./queries.ts";
import { requestCuts } from "./request-cuts.ts";
import { retryCut } from "./retry-cut.ts";

let root: string;
let store: S3ShapedStore;
let made: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx;
let accountId: AccountId;
let vodId: string;
let key: string;
const report = () => {};

beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "batch-"));
  store = await startS3ShapedStore({ dir: root, latencyMs: 0, bytesPerSecond: 1e9 });
  made = await createTestContext({
    S3_ENDPOINT: store.endpoint,
    S3_BUCKET: store.bucket,
    S3_ACCESS_KEY_ID: "key",
    S3_SECRET_ACCESS_KEY: "secret",
  });
  ({ ctx, accountId } = made);
  const filePath = await makeTestMedia(ctx, path.join(made.dir, "long.mp4"), { seconds: 40 });
  const imported = await importVod(ctx, { accountId, filePath, fileName: "long.mp4", take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  ({ vodId } = imported);
  expect(await processVod(ctx, { accountId, vodId, report })).toEqual({ ok: true });
  key = (await getMedia(ctx, { accountId, vodId })).row.videoKey;
});
afterAll(async () => {
  await ctx.cache.close();
  await made.close();
  await store.close();
  await rm(root, { recursive: true, force: true });
});
beforeEach(async () => {
  await ctx.db.delete(highlights);
  await ctx.db.execute(sql`delete from vods where kind = 'highlight'`);
  await ctx.db.execute(sql`delete from quota_reservations`);
});

async function addHighlights(...bounds: [number, number][]): Promise<string[]> {
  const { videoTimescale: timescale } = (await getMedia(ctx, { accountId, vodId })).index;
  const rows = bounds.map(([from, to], at) => ({
    accountId,
    vodId,
    origin: "detected" as const,
    rank: at + 1,
    timescale,
    detectedStartTicks: Math.round(from * timescale),
    detectedEndTicks: Math.round(to * timescale),
  }));
  return (await ctx.db.insert(highlights).values(rows).returning({ id: highlights.id })).map((row) => row.id);
}
const request = (highlightIds: string[] | "all" = "all", mode: CutMode = "fast") =>
  requestCuts(ctx, { accountId, vodId, highlightIds, mode, actorUserId: null });
const cutStates = async () => {
  const rows = await ctx.db.select().from(highlights).orderBy(highlights.rank);
  return rows.map((row) => row.cutState);
};
const jobRow = async () =>
  (await listJobProgress(ctx, { accountId, subjectIds: [vodId] })).find((job) => job.task === "cut_clips");
const readBytes = () =>
  store
    .counts()
    .gets.filter((get) => get.key === key)
    .reduce((sum, get) => sum + get.lastByte - get.firstByte + 1, 0);
async function coolDown(): Promise<void> {
  const { row } = await getMedia(ctx, { accountId, vodId });
  await ctx.cache.drop({ key: row.videoKey, etag: row.videoEtag, sizeBytes: row.videoSizeBytes });
  store.resetCounts();
}

test("overlapping clips of a batch read the union of their bytes, once, and a repeat nothing", async () => {
  await addHighlights([3, 9], [5, 12], [6, 7.5], [14, 18], [30, 33]);
  const plan = await planCuts(ctx, { accountId, vodId, highlightIds: "all", mode: "exact" });
  await request("all", "exact");
  await coolDown();
  let last: { fraction?: number; meter?: ByteMeter } = {};
  expect(await cutClips(ctx, { accountId, vodId, report: (progress) => (last = progress) })).toEqual({
    ok: true,
    readyCount: 5,
  });
  expect(readBytes()).toBe(plan.totals.bytesToRead);
  const { index, row } = await getMedia(ctx, { accountId, vodId });
  const attempts = await ctx.db.select().from(clipAttempts);
  const windows = attempts.map((one) => (one.plan as { window: ReturnType<typeof planWindow> }).window);
  expect(readBytes()).toBe(countBatchBytes(windows));
  expect(plan.totals.bytesToRead).toBeLessThan(
    plan.plans.reduce((sum, one) => sum + (one.ok ? one.bytesToRead : 0), 0),
  );
  const clips = await listClips(ctx, { accountId });
  const sum = (of: (meter: ByteMeter) => number) => clips.reduce((all, clip) => all + of(clip.byteMeter!), 0);
  expect(sum((meter) => meter.storeBytes)).toBe(readBytes());
  expect(sum((meter) => meter.writtenBytes)).toBe(clips.reduce((all, clip) => all + clip.sizeBytes!, 0));
  expect(last).toMatchObject({
    fraction: 1,
    meter: {
      storeBytes: readBytes(),
      cacheBytes: sum((meter) => meter.cacheBytes),
      writtenBytes: sum((meter) => meter.writtenBytes),
      sourceBytes: row.videoSizeBytes,
    },
  });
  expect(index.initBytes).toBeGreaterThan(0);

  store.resetCounts();
  await request("all", "fast");
  await cutClips(ctx, { accountId, vodId, report: (progress) => (last = progress) });
  expect(readBytes()).toBe(0);
  expect(last.meter).toMatchObject({ storeBytes: 0, sourceBytes: row.videoSizeBytes });
  expect(describeMeter(last.meter!)).toMatch(/^read .+ of .+: 0 B from the store, .+ from the cache; wrote /);
});

test("the plan says what will be: bounds, frames, lead-in, size, and the quota after", async () => {
  const [first, second, third, judged] = await addHighlights([3.25, 9], [5, 12], [39.5, 39.9], [20, 25]);
  await ctx.db.update(highlights).set({ isClipable: false }).where(eq(highlights.id, judged!));
  const plan = await planCuts(ctx, { accountId, vodId, highlightIds: "all", mode: "fast" });
  const usage = await getQuotaUsage(ctx.db, { accountId });
  expect(plan.plans).toMatchObject([
    { highlightId: first, ok: true, isCutAlready: false, startSeconds: 3, leadInSeconds: 0.25 },
    { highlightId: second, ok: true },
    { highlightId: third, ok: false, reason: "invalid_input", message: expect.stringMatching(/shortest is 1\.0 s/) },
    { highlightId: judged, ok: false, reason: "not_clipable" },
  ]);
  expect(plan.totals).toMatchObject({ clipCount: 2, cutAlreadyCount: 0, refusedCount: 2 });
  expect(plan.quota).toMatchObject({
    usedBytes: usage.storedBytes,
    usedBytesAfter: usage.storedBytes + plan.totals.estimatedBytes,
    clipCountAfter: 2,
    fits: true,
  });
  await request();
  await cutClips(ctx, { accountId, vodId, report });
  const made = await listClips(ctx, { accountId });
  for (const one of plan.plans) {
    const clip = made.find((each) => each.highlightId === one.highlightId);
    if (!one.ok) expect(clip).toBeUndefined();
    else expect(clip).toMatchObject({ startSeconds: one.startSeconds, endSeconds: one.endSeconds });
    if (one.ok) expect(clip!.sizeBytes).toBeLessThanOrEqual(one.estimatedBytes);
  }
  const again = await planCuts(ctx, { accountId, vodId, highlightIds: "all", mode: "fast" });
  expect(again.totals).toMatchObject({ clipCount: 0, cutAlreadyCount: 2, bytesToRead: 0, estimatedBytes: 0 });
});

test("cancelling what waits is at once and whole: attempts, bytes promised, highlights, job", async () => {
  const ids = await addHighlights([3, 9], [15, 20]);
  await request();
  expect((await getQuotaUsage(ctx.db, { accountId })).reservedBytes).toBeGreaterThan(0);
  const one = await cancelCuts(ctx, { accountId, vodId, highlightIds: [ids[0]!] });
  expect(one.cancelledHighlightIds).toEqual([ids[0]]);
  expect(await cutStates()).toEqual(["none", "queued"]);
  expect(await jobRow()).toMatchObject({ state: "queued" });
  await cancelCuts(ctx, { accountId, vodId });
  expect(await cutStates()).toEqual(["none", "none"]);
  const [row] = await ctx.db.select().from(highlights).limit(1);
  expect(row!.cutReason).toMatch(/cancelled/i);
  expect((await getQuotaUsage(ctx.db, { accountId })).reservedBytes).toBe(0);
  expect(await jobRow()).toMatchObject({ state: "cancelled", reasonCode: "cancelled" });
  expect((await ctx.db.execute(sql`select 1 from graphile_worker.jobs where key like 'cut_clips:%'`)).rows).toEqual([]);
  expect(await cancelCuts(ctx, { accountId, vodId })).toEqual({ cancelledHighlightIds: [] });
  expect(await cutClips(ctx, { accountId, vodId, report })).toEqual({ ok: true, readyCount: 0 });
  const [clip] = await listClips(ctx, { accountId });
  expect(clip).toMatchObject({ state: "cancelled", playable: false });
  expect(await retryCut(ctx, { accountId, clipVodId: clip!.clipVodId, actorUserId: null })).toMatchObject({
    ok: true,
    attempt: 2,
  });
});

test("a clip being cut is stopped, leaves nothing, and the others of its batch are finished", async () => {
  const ids = await addHighlights([3, 9], [15, 20]);
  await request();
  const stopped = (await listClips(ctx, { accountId })).find((clip) => clip.highlightId === ids[0])!;
  let cancelled: Promise<unknown> | null = null;
  // Its PUT hangs until the clip is stopped.
  const hanging: Ctx["store"] = {
    ...ctx.store,
    putFile: (putKey, file, options) => {
      if (!putKey.includes(stopped.clipVodId)) return ctx.store.putFile(putKey, file, options);
      cancelled = cancelCuts(ctx, { accountId, vodId, highlightIds: [ids[0]!] });
      return new Promise((_, reject) => {
        options!.signal!.addEventListener("abort", () => reject(options!.signal!.reason), { once: true });
      });
    },
  };
  const result = await cutClips({ ...ctx, store: hanging }, { accountId, vodId, report });
  expect(result).toEqual({ ok: true, readyCount: 1 });
  expect(await cancelled).toEqual({ cancelledHighlightIds: [ids[0]] });
  expect(await cutStates()).toEqual(["none", "ready"]);
  expect((await getQuotaUsage(ctx.db, { accountId })).reservedBytes).toBe(0);
  expect(await readdir(path.join(ctx.config.dataDir, "scratch"))).toEqual([]);
  const left = [];
  for await (const object of ctx.store.list(`accounts/${accountId}/clips/${stopped.clipVodId}/`)) left.push(object);
  expect(left).toEqual([]);
});

test("who finishes first wins: a cancel after the end changes nothing, a clip cancelled at its end isn't published", async () => {
  const ids = await addHighlights([3, 9]);
  await request();
  const atPoint = async (point: PointName) => {
    if (point === "cut.held") await cancelCuts(ctx, { accountId, vodId });
  };
  const result = await cutClips({ ...ctx, atPoint }, { accountId, vodId, report });
  expect(result).toMatchObject({ ok: false, reason: "cancelled" });
  expect(await cutStates()).toEqual(["none"]);
  await request();
  await cutClips(ctx, { accountId, vodId, report });
  expect(await cancelCuts(ctx, { accountId, vodId, highlightIds: ids })).toEqual({ cancelledHighlightIds: [] });
  expect(await cutStates()).toEqual(["ready"]);
  expect((await getQuotaUsage(ctx.db, { accountId })).reservedBytes).toBe(0);
});

test("a clip that was there before a cancelled new cut is still there", async () => {
  const ids = await addHighlights([3, 9]);
  await request();
  await cutClips(ctx, { accountId, vodId, report });
  await request(ids, "exact");
  await cancelCuts(ctx, { accountId, vodId });
  expect(await cutStates()).toEqual(["ready"]);
  expect(await listClips(ctx, { accountId })).toMatchObject([{ state: "cancelled", playable: true }]);
});

test("too little disk: nothing is pulled, the clip waits with the reason, and is cut when there is room", async () => {
  await addHighlights([3, 9]);
  await request();
  await coolDown();
  const full = { ...ctx, findFreeDiskBytes: async () => 1_500_000 };
  await expect(
    cutClips({ ...full, config: { ...ctx.config, minFreeDiskBytes: 1_499_000 } }, { accountId, vodId, report }),
  ).rejects.toMatchObject({
    code: "disk_full",
    message: expect.stringMatching(/1\.5 MB free; this needs .* keeps 1\.5 MB free/),
  });
  expect(readBytes()).toBe(0);
  const [row] = await ctx.db.select().from(highlights);
  expect(row).toMatchObject({ cutState: "queued", cutReason: expect.stringContaining("The disk has") });
  expect(await cutClips(ctx, { accountId, vodId, report })).toEqual({ ok: true, readyCount: 1 });
  expect(await ctx.db.select().from(highlights)).toMatchObject([{ cutState: "ready", cutReason: null }]);
});

test("a file that is replaced or given up leaves the cache, too", async () => {
  const ids = await addHighlights([3, 9]);
  await request();
  await cutClips(ctx, { accountId, vodId, report });
  const { entryCount } = await ctx.cache.stats();
  await request(ids, "exact");
  await cutClips(ctx, { accountId, vodId, report });
  expect((await ctx.cache.stats()).entryCount).toBe(entryCount);
  await request(ids, "fast");
  const atPoint = (point: PointName) => {
    if (point === "cut.stored") throw new AppError("output_invalid", "Broken on purpose.");
  };
  expect(await cutClips({ ...ctx, atPoint }, { accountId, vodId, report })).toMatchObject({ ok: false });
  expect((await ctx.cache.stats()).entryCount).toBe(entryCount);
});
