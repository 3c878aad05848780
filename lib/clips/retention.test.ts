import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { accounts, plans, quotaReservations } from "#drizzle/schema/accounts.ts";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { outbox } from "#drizzle/schema/operations.ts";
import { media, storedObjects, streams, vods } from "#drizzle/schema/vods.ts";
import { usedBytes } from "#lib/accounts/model.ts";
import { getQuotaUsage } from "#lib/accounts/quota-usage.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { importVod } from "#lib/vods/import-vod.ts";
import { pinVod } from "#lib/vods/pin-vod.ts";
import { listStreams } from "#lib/vods/queries.ts";
import { deleteVod } from "#lib/vods/retention/delete-vod.ts";
import { emptyOldTrash, emptyTrash } from "#lib/vods/retention/empty-trash.ts";
import { endAbandonedProcessing } from "#lib/vods/retention/end-abandoned.ts";
import { expireVods } from "#lib/vods/retention/expire-vods.ts";
import { makeRoom } from "#lib/vods/retention/make-room.ts";
import { getStorage } from "#lib/vods/retention/queries.ts";
import { resumeDeletions } from "#lib/vods/retention/resume-deletions.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import { claimAttempt } from "./claim-attempt.ts";
import { endAbandonedCuts } from "./end-abandoned-cuts.ts";
import { holdClipBytes } from "./hold-clip-bytes.ts";
import type { CutPlan } from "./model.ts";
import { publishClip } from "./publish-clip.ts";
import { listClips } from "./queries.ts";
import { requestCuts } from "./request-cuts.ts";
import { restoreVods, trashVods } from "./trash-vods.ts";

const dayMs = 86_400_000;
let world: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx;
let accountId: AccountId;
beforeAll(async () => {
  world = await createTestContext();
  ({ ctx } = world);
});
afterAll(() => world.close());
beforeEach(async () => {
  // Sweepers look over all accounts.
  await ctx.db.delete(accounts);
  accountId = randomUUID() as AccountId;
  const limits = { maxBytes: 1000, maxVods: 10, maxClips: 10, retentionDays: 30, llmMonthlyUsd: "0" };
  await ctx.db.insert(plans).values({ id: accountId, name: "Small", allowsEviction: true, trashDays: 7, ...limits });
  await ctx.db.insert(accounts).values({ id: accountId, slug: accountId, name: "A", planId: accountId });
});

const daysAgo = (days: number) => new Date(Date.now() - days * dayMs);
const inDays = (days: number): Ctx => ({ ...ctx, now: () => new Date(Date.now() + days * dayMs) });

/** A ready recording with an object of that size in the store. 60 s, a segment and keyframe a second. */
async function addRecording(input: { bytes: number; ageDays: number; title?: string }) {
  const [streamId, vodId] = [randomUUID(), randomUUID()];
  const title = input.title ?? "Recording";
  const createdAt = daysAgo(input.ageDays);
  await ctx.db.insert(streams).values({ id: streamId, accountId, title });
  await ctx.db.insert(vods).values({
    ...{ id: vodId, accountId, streamId, kind: "upload", state: "ready", externalId: vodId, title },
    ...{ sizeBytes: input.bytes, readyAt: createdAt, createdAt, durationMs: 60_000 },
  });
  const seconds = Array.from({ length: 60 }, (_, second) => second);
  const startTicks = seconds.map((second) => second * 1000);
  const index = {
    ...{ videoTimescale: 1000, zeroPtsTicks: 0, firstDtsTicks: 0, initBytes: 1, durationTicks: 60_000 },
    segments: { firstByte: seconds.map((second) => 1 + second), sizeBytes: seconds.map(() => 1), startTicks },
    ...{ keyframeTicks: startTicks, frameRateNum: 25, frameRateDen: 1 },
  };
  const flags = { converted: false, convertedReason: null, audioConverted: false, playsInChromium: true };
  const more = { videoProfile: null, pixFmt: null, rotation: 0, variableFrameRate: false, audioTracks: [] };
  const key = await putObject(vodId, "video", input.bytes);
  await ctx.db.insert(media).values({
    ...{ vodId, accountId, videoKey: key, videoEtag: "e", videoSizeBytes: input.bytes, videoTimescale: 1000 },
    ...{ durationTicks: 60_000, frameRateNum: 25, frameRateDen: 1, width: 160, height: 90, videoCodec: "h264" },
    ...{ index, probe: { container: "mp4", ...flags, ...more } },
  });
  return { vodId, streamId };
}

async function putObject(vodId: string, role: "video" | "clip", bytes: number): Promise<string> {
  const key = `accounts/${accountId}/${vodId}/${role}.mp4`;
  const { etag } = await ctx.store.putBytes(key, Buffer.alloc(bytes));
  await ctx.db.insert(storedObjects).values({ key, accountId, vodId, role, state: "live", sizeBytes: bytes, etag });
  return key;
}

/** A ready clip of a new highlight from second 5 to 8. */
async function addClip(source: { vodId: string; streamId: string }, input: { bytes: number; ageDays: number }) {
  const [highlight] = await ctx.db
    .insert(highlights)
    .values({
      ...{ accountId, vodId: source.vodId, origin: "manual", timescale: 1000, cutState: "ready", title: "Wow" },
      ...{ detectedStartTicks: 5000, detectedEndTicks: 8000 },
    })
    .returning({ id: highlights.id });
  const highlightId = highlight!.id;
  const vodId = randomUUID();
  await ctx.db.insert(vods).values({
    ...{ id: vodId, accountId, streamId: source.streamId, kind: "highlight", provenance: "manual", state: "ready" },
    ...{ externalId: `highlight-${highlightId}`, title: "Wow", sizeBytes: input.bytes, durationMs: 3000 },
    ...{ createdAt: daysAgo(input.ageDays), readyAt: daysAgo(input.ageDays) },
  });
  await ctx.db.insert(clips).values({ vodId, accountId, highlightId, sourceVodId: source.vodId, currentAttempt: 1 });
  const objectKey = await putObject(vodId, "clip", input.bytes);
  await ctx.db.insert(clipAttempts).values({
    ...{ vodId, accountId, attempt: 1, state: "ready", mode: "exact", timescale: 1000, objectKey },
    ...{ startTicks: 5000, endTicks: 8000, sizeBytes: input.bytes, durationMs: 3000 },
  });
  return { clipVodId: vodId, highlightId, objectKey };
}

const stateOf = async (vodId: string) => {
  const [row] = await ctx.db.select({ state: vods.state }).from(vods).where(eq(vods.id, vodId));
  return row?.state ?? "gone";
};
const cutStateOf = async (highlightId: string) => {
  const [row] = await ctx.db.select().from(highlights).where(eq(highlights.id, highlightId));
  return row?.cutState;
};
const used = async () => usedBytes((await getQuotaUsage(ctx.db, { accountId })).vods);
const objects = async () => {
  const keys: string[] = [];
  for await (const object of ctx.store.list(`accounts/${accountId}/`)) keys.push(object.key);
  return keys.length;
};
const room = (neededBytes: number, spareVodIds: string[] = []) =>
  makeRoom(ctx, { accountId, bucket: "vods", neededBytes, spareVodIds });

describe("making room", () => {
  test("the trash goes first, then the oldest, as few as suffice; their objects and bytes are gone", async () => {
    const old = await addRecording({ bytes: 300, ageDays: 9, title: "Old" });
    const middle = await addRecording({ bytes: 300, ageDays: 5 });
    const young = await addRecording({ bytes: 200, ageDays: 1 });
    await trashVods(ctx, { accountId, vodIds: [young.vodId] });
    expect((await getStorage(ctx, { accountId })).nextEvicted.map((one) => one.vodId)).toEqual([
      young.vodId,
      old.vodId,
      middle.vodId,
    ]);
    expect(await room(600)).toBe(true);
    expect(await Promise.all([old, middle, young].map((one) => stateOf(one.vodId)))).toEqual(["gone", "ready", "gone"]);
    expect(await objects()).toBe(1);
    expect(await used()).toBe(300);
    const [told] = await ctx.db.select().from(outbox).where(eq(outbox.accountId, accountId));
    // What was in the trash is no news.
    expect(told).toMatchObject({ event: "vods.evicted", payload: { vods: [{ title: "Old", sizeBytes: 300 }] } });
  });

  test("never what is spared, pinned, approved, or in use; and nothing when all the rest isn't enough", async () => {
    const [cutFrom, pinned, approved, busy, idle] = await Promise.all(
      [9, 8, 7, 6, 5].map((ageDays) => addRecording({ bytes: 100, ageDays })),
    );
    const clip = await addClip(approved!, { bytes: 100, ageDays: 20 });
    await pinVod(ctx, { accountId, vodId: pinned!.vodId, isPinned: true });
    await ctx.db.update(highlights).set({ reviewState: "approved" }).where(eq(highlights.id, clip.highlightId));
    const cutting = await addClip(busy!, { bytes: 100, ageDays: 20 });
    await ctx.db.update(clipAttempts).set({ state: "cutting" }).where(eq(clipAttempts.vodId, cutting.clipVodId));
    expect(await room(550, [cutFrom!.vodId])).toBe(false);
    expect(await used()).toBe(700);
    expect(await room(400, [cutFrom!.vodId])).toBe(true);
    expect(await stateOf(idle!.vodId)).toBe("gone");
    for (const one of [cutFrom, pinned, approved, busy]) expect(await stateOf(one!.vodId)).toBe("ready");
    for (const one of [clip, cutting]) expect(await stateOf(one.clipVodId)).toBe("ready");
  });

  test("an account that doesn't allow it loses nothing", async () => {
    await ctx.db.update(plans).set({ allowsEviction: false }).where(eq(plans.id, accountId));
    const { vodId } = await addRecording({ bytes: 900, ageDays: 9 });
    expect(await room(200)).toBe(false);
    expect(await stateOf(vodId)).toBe("ready");
  });

  test("a store that is away: hidden at once, bytes counted until the object is gone, tried again", async () => {
    const { vodId } = await addRecording({ bytes: 900, ageDays: 9 });
    const away: Ctx = {
      ...ctx,
      store: { ...ctx.store, delete: () => Promise.reject(new AppError("store_unavailable", "The store is away.")) },
    };
    expect(await makeRoom(away, { accountId, bucket: "vods", neededBytes: 500, spareVodIds: [] })).toBe(false);
    expect(await stateOf(vodId)).toBe("deleting");
    expect(await listStreams(ctx, { accountId })).toEqual([]);
    expect(await used()).toBe(900);
    // Its job is there; when that is out of tries, the sweeper adds one.
    expect(await resumeDeletions(ctx)).toBe(0);
    await ctx.db.execute(sql`select graphile_worker.remove_job(${`delete_vod:${vodId}`})`);
    expect(await resumeDeletions(ctx)).toBe(1);
    expect(await room(500)).toBe(true);
    expect([await stateOf(vodId), await used(), await objects()]).toEqual(["gone", 0, 0]);
  });

  test("a cut makes room for itself, clip by clip, never from the VOD it is cut from", async () => {
    await ctx.db.update(plans).set({ maxBytes: 250_000 }).where(eq(plans.id, accountId));
    const source = await addRecording({ bytes: 60, ageDays: 30 });
    const other = await addRecording({ bytes: 200_000, ageDays: 3 });
    const ids = [];
    for (let n = 0; n < 5; n += 1) {
      const [row] = await ctx.db
        .insert(highlights)
        .values({
          ...{ accountId, vodId: source.vodId, origin: "manual", timescale: 1000, rank: n },
          ...{ detectedStartTicks: n * 9000, detectedEndTicks: n * 9000 + 3000 },
        })
        .returning({ id: highlights.id });
      ids.push(row!.id);
    }
    const { outcomes } = await requestCuts(ctx, {
      ...{ accountId, vodId: source.vodId, highlightIds: ids, actorUserId: null },
    });
    // Each is estimated at 64 KiB and a little: three fit into 250 kB once the other recording is gone.
    expect(outcomes.map((one) => one.ok)).toEqual([true, true, true, false, false]);
    expect(outcomes[3]).toMatchObject({
      reason: "quota_exceeded",
      message: expect.stringMatching(
        /kB more than is free.*Nothing that may be deleted by itself.*Delete VODs or clips/,
      ),
    });
    expect(await Promise.all(ids.map(cutStateOf))).toEqual(["queued", "queued", "queued", "skipped", "skipped"]);
    expect([await stateOf(other.vodId), await stateOf(source.vodId)]).toEqual(["gone", "ready"]);
  });
});

describe("the trash", () => {
  test("hides a clip and its highlight's state, and gives both back; the bytes count all the while", async () => {
    const source = await addRecording({ bytes: 100, ageDays: 1 });
    const { clipVodId, highlightId } = await addClip(source, { bytes: 50, ageDays: 1 });
    expect(await trashVods(ctx, { accountId, vodIds: [clipVodId] })).toEqual({
      outcomes: [{ vodId: clipVodId, ok: true }],
    });
    expect([await listClips(ctx, { accountId }), await cutStateOf(highlightId), await used()]).toEqual([
      [],
      "none",
      150,
    ]);
    const { trash, kinds } = await getStorage(ctx, { accountId });
    expect(trash).toMatchObject([{ vodId: clipVodId, sizeBytes: 50, trashedBy: "person", sourceVodId: source.vodId }]);
    expect(kinds).toEqual([
      { kind: "video", bytes: 100 },
      { kind: "trash", bytes: 50 },
    ]);
    await ctx.db.update(highlights).set({ trimmedStartTicks: 5500, trimmedEndTicks: 8000 });
    await restoreVods(ctx, { accountId, vodIds: [clipVodId] });
    expect(await cutStateOf(highlightId)).toBe("stale");
    expect(await listClips(ctx, { accountId })).toMatchObject([{ clipVodId, playable: true, state: "stale" }]);
  });

  test("cutting the highlight of a trashed clip again brings the clip back, as the same one", async () => {
    await ctx.db.update(plans).set({ maxBytes: 1e6 }).where(eq(plans.id, accountId));
    const source = await addRecording({ bytes: 100, ageDays: 1 });
    const { clipVodId, highlightId } = await addClip(source, { bytes: 50, ageDays: 1 });
    const cut = () =>
      requestCuts(ctx, { accountId, vodId: source.vodId, highlightIds: [highlightId], actorUserId: null });
    await trashVods(ctx, { accountId, vodIds: [clipVodId] });
    // The very same bounds: it is there already.
    expect(await cut()).toEqual({ outcomes: [{ highlightId, ok: true, clipVodId, attempt: 1 }] });
    expect([await stateOf(clipVodId), await cutStateOf(highlightId)]).toEqual(["ready", "ready"]);
    await trashVods(ctx, { accountId, vodIds: [clipVodId] });
    await ctx.db
      .update(highlights)
      .set({ trimmedStartTicks: 6000, trimmedEndTicks: 9000 })
      .where(eq(highlights.id, highlightId));
    expect(await cut()).toEqual({ outcomes: [{ highlightId, ok: true, clipVodId, attempt: 2 }] });
    const rows = await ctx.db
      .select({ id: vods.id, externalId: vods.externalId, state: vods.state })
      .from(vods)
      .where(sql`${vods.accountId} = ${accountId} and ${vods.kind} = 'highlight'`);
    expect(rows).toEqual([{ id: clipVodId, externalId: `highlight-${highlightId}`, state: "ready" }]);
    // One deleted for good is made anew, under the same external id.
    await ctx.db.update(clipAttempts).set({ state: "failed" }).where(eq(clipAttempts.attempt, 2));
    await trashVods(ctx, { accountId, vodIds: [clipVodId] });
    await emptyTrash(ctx, { accountId });
    expect(await cut()).toMatchObject({ outcomes: [{ ok: false, reason: "conflict" }] });
    await deleteVod(ctx, { accountId, vodId: clipVodId });
    const [again] = (await cut()).outcomes;
    expect(again).toMatchObject({ ok: true, attempt: 1 });
    expect(again).not.toMatchObject({ clipVodId });
  });

  test("what is in use stays, others' things don't exist, and the plan's number of clips is asked on the way back", async () => {
    const source = await addRecording({ bytes: 100, ageDays: 1 });
    const busy = await addClip(source, { bytes: 50, ageDays: 1 });
    const spare = await addClip(source, { bytes: 50, ageDays: 1 });
    await ctx.db.update(clipAttempts).set({ state: "queued" }).where(eq(clipAttempts.vodId, busy.clipVodId));
    const vodIds = [source.vodId, busy.clipVodId, spare.clipVodId, randomUUID()];
    expect((await trashVods(ctx, { accountId, vodIds })).outcomes).toMatchObject([
      { ok: false, reason: "conflict", message: expect.stringContaining("Clips are being cut") },
      { ok: false, reason: "conflict", message: expect.stringContaining("being cut") },
      { ok: true },
      { ok: false, reason: "not_found" },
    ]);
    const stranger = randomUUID() as AccountId;
    await ctx.db.insert(accounts).values({ id: stranger, slug: stranger, name: "B", planId: accountId });
    for (const verb of [trashVods, restoreVods]) {
      expect((await verb(ctx, { accountId: stranger, vodIds: [spare.clipVodId] })).outcomes).toMatchObject([
        { ok: false, reason: "not_found" },
      ]);
    }
    await ctx.db.update(plans).set({ maxClips: 1 }).where(eq(plans.id, accountId));
    expect((await restoreVods(ctx, { accountId, vodIds: [spare.clipVodId] })).outcomes).toMatchObject([
      { ok: false, reason: "quota_exceeded", message: expect.stringContaining("keeps 1 clips") },
    ]);
    expect(await stateOf(spare.clipVodId)).toBe("trashed");
  });
});

describe("retention", () => {
  test("old recordings go to the trash and then for good; pinned ones and clips stay, restored ones begin anew", async () => {
    const old = await addRecording({ bytes: 100, ageDays: 31 });
    const pinned = await addRecording({ bytes: 100, ageDays: 99 });
    const young = await addRecording({ bytes: 100, ageDays: 29 });
    const clip = await addClip(old, { bytes: 50, ageDays: 31 });
    await pinVod(ctx, { accountId, vodId: pinned.vodId, isPinned: true });
    expect(await expireVods(ctx)).toBe(1);
    expect(await Promise.all([old, pinned, young].map((one) => stateOf(one.vodId)))).toEqual([
      "trashed",
      "ready",
      "ready",
    ]);
    await restoreVods(ctx, { accountId, vodIds: [old.vodId] });
    expect(await expireVods(ctx)).toBe(0);
    expect(await expireVods(inDays(31))).toBe(2);
    const told = await ctx.db.select().from(outbox).where(eq(outbox.accountId, accountId));
    expect(told.map((one) => one.event)).toEqual(["vods.expired", "vods.expired"]);
    expect(await emptyOldTrash(inDays(37))).toBe(0);
    expect(await emptyOldTrash(inDays(39))).toBe(2);
    for (const one of [old, young]) await deleteVod(ctx, { accountId, vodId: one.vodId });
    // The one that clips were cut from keeps its row, and they keep their files.
    expect([await stateOf(old.vodId), await stateOf(young.vodId)]).toEqual(["deleted", "gone"]);
    expect(await listClips(ctx, { accountId })).toMatchObject([{ clipVodId: clip.clipVodId, playable: true }]);
    expect(await used()).toBe(150);
    expect((await listStreams(ctx, { accountId })).map((one) => one.streamId)).toEqual([pinned.streamId]);
    // With the last clip goes what was kept for it.
    await trashVods(ctx, { accountId, vodIds: [clip.clipVodId] });
    await emptyTrash(ctx, { accountId });
    await deleteVod(ctx, { accountId, vodId: clip.clipVodId });
    expect([await stateOf(old.vodId), await stateOf(clip.clipVodId)]).toEqual(["gone", "gone"]);
    expect(await ctx.db.select().from(streams).where(eq(streams.id, old.streamId))).toEqual([]);
  });

  test("the file of a recording whose bytes are deleted can be imported again: same row, its clips with it", async () => {
    const filePath = path.join(world.dir, "again.mp4");
    await writeFile(filePath, Buffer.alloc(400, 7));
    const give = () => importVod(ctx, { accountId, filePath, fileName: "again.mp4", take: "link" });
    const first = await give();
    if (!first.ok) throw new Error(first.message);
    const { vodId } = first;
    await ctx.db.update(vods).set({ state: "deleted" }).where(eq(vods.id, vodId));
    expect(await give()).toMatchObject({ ok: true, vodId });
    expect(await stateOf(vodId)).toBe("imported");
    expect(await give()).toMatchObject({ ok: false, reason: "duplicate" });
    await writeFile(filePath, Buffer.alloc(700, 8));
    expect(await give()).toMatchObject({ ok: false, reason: "quota_exceeded", missingBytes: 100 });
    // Its job is gone: it ends, and what was promised is free.
    await ctx.db.execute(sql`select graphile_worker.remove_job(${`process_vod:${vodId}`})`);
    await endAbandonedProcessing(ctx);
    expect([await stateOf(vodId), await used()]).toEqual(["failed", 0]);
    expect(await give()).toMatchObject({ ok: true });
  });
});

describe("a worker that was paused", () => {
  async function claimOne() {
    await ctx.db.update(plans).set({ maxBytes: 1e6 }).where(eq(plans.id, accountId));
    const source = await addRecording({ bytes: 60, ageDays: 1 });
    const { highlightId, clipVodId } = await addClip(source, { bytes: 50, ageDays: 1 });
    await ctx.db
      .update(highlights)
      .set({ trimmedStartTicks: 6000, trimmedEndTicks: 9000 })
      .where(eq(highlights.id, highlightId));
    await requestCuts(ctx, { accountId, vodId: source.vodId, highlightIds: [highlightId], actorUserId: null });
    const claimed = await claimAttempt(ctx, { accountId, vodId: source.vodId });
    return { claimed: claimed!, source, clipVodId, highlightId };
  }
  const publish = (claimed: Awaited<ReturnType<typeof claimOne>>["claimed"]) => {
    const { attempt } = claimed;
    const meter = { storeBytes: 0, cacheBytes: 0, writtenBytes: 0 };
    const stored = { key: attempt.objectKey, sizeBytes: 10, etag: "e" };
    return publishClip(ctx, { accountId, claimed, plan: attempt.plan as CutPlan, stored, durationMs: 1000, meter });
  };

  test("finds its claim gone: it gets no promise back and publishes nothing", async () => {
    const { claimed, source, clipVodId } = await claimOne();
    expect(await endAbandonedCuts(ctx)).toBe(0);
    expect(await used()).toBeGreaterThan(110);
    await ctx.db.execute(sql`select graphile_worker.remove_job(${`cut_clips:${source.vodId}`})`);
    expect(await endAbandonedCuts(ctx)).toBe(1);
    expect(await used()).toBe(110);
    await expect(holdClipBytes(ctx, { accountId, claimed, bytes: 10 })).rejects.toMatchObject({ code: "cancelled" });
    expect(await publish(claimed)).toBe(false);
    expect([await used(), await stateOf(clipVodId)]).toEqual([110, "ready"]);
  });

  test("finds its promise gone: what it stored doesn't become live", async () => {
    const { claimed } = await claimOne();
    await ctx.db
      .update(quotaReservations)
      .set({ state: "released" })
      .where(eq(quotaReservations.subjectId, claimed.attempt.id));
    const key = claimed.attempt.objectKey;
    await ctx.db
      .insert(storedObjects)
      .values({ key, accountId, vodId: claimed.clip.vodId, role: "clip", sizeBytes: 10 });
    await expect(publish(claimed)).rejects.toMatchObject({ code: "conflict" });
    const [object] = await ctx.db.select().from(storedObjects).where(eq(storedObjects.key, key));
    expect(object!.state).toBe("pending");
    expect(await used()).toBe(110);
  });
});
