import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accounts, plans, quotaReservations } from "#drizzle/schema/accounts.ts";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { actionLog, highlights } from "#drizzle/schema/highlights.ts";
import { outbox } from "#drizzle/schema/operations.ts";
import { storedObjects, vods } from "#drizzle/schema/vods.ts";
import { getQuotaUsage } from "#lib/accounts/quota-usage.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { runFfprobe } from "#lib/platform/ffmpeg/run-ffprobe.ts";
import type { PointName } from "#lib/points.ts";
import { importVod } from "#lib/vods/import-vod.ts";
import { processVod } from "#lib/vods/process-vod.ts";
import { getMedia } from "#lib/vods/queries.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import { cutClips } from "./cut-clips.ts";
import { failCuts } from "./fail-cut.ts";
import type { CutMode, CutPlan } from "./model.ts";
import { openClipRange } from "./open-clip-range.ts";
import { planCuts } from "./plan-cuts.ts";
import { countClips, getClip, listClips } from "./queries.ts";
import { requestCuts } from "./request-cuts.ts";
import { retryCut } from "./retry-cut.ts";

const limits = { timeoutMs: 60_000 };
const report = () => {};
let world: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx;
let accountId: AccountId;
let thirty: Source;
let ntsc: Source;

type Source = {
  vodId: string;
  streamId: string;
  filePath: string;
  num: number;
  den: number;
  /** Time of the first picture in the file (MKV shifts it by the encoder's delay). */
  zeroSeconds: number;
};

/** Moving numbers and noise, so that every frame and every stretch of sound is its own. */
async function makeSource(name: string, rate: string, account = accountId): Promise<Source> {
  const filePath = path.join(world.dir, name);
  await runFfmpeg(ctx, {
    args: [
      ...["-v", "error", "-f", "lavfi", "-i", `testsrc2=size=160x90:rate=${rate}`],
      ...["-f", "lavfi", "-i", "anoisesrc=color=pink:sample_rate=48000:seed=7", "-t", "10"],
      ...["-c:v", "libx264", "-preset", "veryfast", "-g", "45", "-bf", "2", "-pix_fmt", "yuv420p"],
      ...["-c:a", "aac", "-b:a", "128k", filePath],
    ],
    limits,
  });
  return importSource(filePath, rate, account);
}

async function importSource(filePath: string, rate: string, account = accountId): Promise<Source> {
  const fileName = path.basename(filePath);
  const imported = await importVod(ctx, { accountId: account, filePath, fileName, take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  const processed = await processVod(ctx, { accountId: account, vodId: imported.vodId, report });
  if (!processed.ok) throw new Error(processed.message);
  const [num, den] = rate.split("/").map(Number) as [number, number | undefined];
  const zero = await runFfprobe(ctx, {
    args: [
      "-v",
      "error",
      "-select_streams",
      "v:0",
      "-show_entries",
      "stream=start_time",
      "-of",
      "csv=p=0",
      "-i",
      filePath,
    ],
    limits,
  });
  const { vodId, streamId } = imported;
  return { vodId, streamId, filePath, num, den: den ?? 1, zeroSeconds: Number.parseFloat(zero) };
}

async function addHighlight(
  source: Source,
  frames: [number, number],
  more: Partial<typeof highlights.$inferInsert> = {},
  account = accountId,
): Promise<string> {
  const { index } = await getMedia(ctx, { accountId: account, vodId: source.vodId });
  const ticks = (frame: number) => Math.round((frame * index.videoTimescale * source.den) / source.num);
  const [row] = await ctx.db
    .insert(highlights)
    .values({
      accountId: account,
      vodId: source.vodId,
      origin: "detected",
      timescale: index.videoTimescale,
      detectedStartTicks: ticks(frames[0]),
      detectedEndTicks: ticks(frames[1]),
      title: "A clip",
      ...more,
    })
    .returning({ id: highlights.id });
  return row!.id;
}

const cut = (source: Source, highlightIds: string[] | "all", more: { mode?: CutMode; anyway?: boolean } = {}) =>
  requestCuts(ctx, { accountId, vodId: source.vodId, highlightIds, actorUserId: null, ...more });

async function cutNow(source: Source, highlightId: string, mode: CutMode = "exact"): Promise<string> {
  const { outcomes } = await cut(source, [highlightId], { mode });
  const [outcome] = outcomes;
  if (!outcome?.ok) throw new Error(outcome?.message);
  expect(await cutClips(ctx, { accountId, vodId: source.vodId, report })).toMatchObject({ ok: true });
  return outcome.clipVodId;
}

async function saveClip(clipVodId: string): Promise<string> {
  const answer = await openClipRange(ctx, { accountId, clipVodId, rangeHeader: null, ifRange: null, method: "GET" });
  const filePath = path.join(world.dir, `${randomUUID()}.mp4`);
  await writeFile(filePath, await buffer(answer.body!));
  return filePath;
}

/** SSIM of each clip frame against the source's frame at that place; ends with the shorter one. */
async function compareFrames(source: Source, clipPath: string, firstFrame: number): Promise<number[]> {
  const { stdout } = await runFfmpeg(ctx, {
    args: [
      ...["-v", "error", "-i", source.filePath, "-i", clipPath, "-filter_complex"],
      `[0:v]trim=start_frame=${firstFrame},setpts=N/30/TB[a];[1:v]setpts=N/30/TB[b];[b][a]ssim=stats_file=-:shortest=1`,
      ...["-vsync", "passthrough", "-f", "null", "/dev/null"],
    ],
    limits,
    stdout: "buffer",
  });
  return [...stdout.toString().matchAll(/All:([\d.]+)/g)].map((match) => Number(match[1]));
}

async function decodeSound(filePath: string): Promise<Float32Array> {
  const { stdout } = await runFfmpeg(ctx, {
    args: [
      ...["-v", "error", "-i", filePath, "-map", "0:a:0", "-af", "aresample=async=1:first_pts=0"],
      ...["-ac", "1", "-ar", "48000", "-f", "f32le", "pipe:1"],
    ],
    limits,
    stdout: "buffer",
  });
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length));
}

/** Samples by which the clip's sound is late against the source's at `atSeconds`. */
function findLag(source: Float32Array, clip: Float32Array, atSeconds: number): number {
  const from = Math.round(atSeconds * 48_000);
  let best = { lag: 0, match: Number.NEGATIVE_INFINITY };
  for (let lag = -2400; lag <= 2400; lag += 1) {
    let match = 0;
    for (let at = 6000; at < 18_000; at += 1) match += (clip[at + lag] ?? 0) * (source[from + at] ?? 0);
    if (match > best.match) best = { lag, match };
  }
  return best.lag;
}

beforeAll(async () => {
  world = await createTestContext();
  ctx = world.ctx;
  accountId = world.accountId;
  thirty = await makeSource("thirty.mp4", "30");
  ntsc = await makeSource("ntsc.mkv", "30000/1001");
});
afterAll(() => world.close());

describe("an exact clip", () => {
  test.each([
    ["30 fps, inside a group of pictures", () => thirty, 47, 101],
    ["30 fps, from the first frame", () => thirty, 0, 31],
    ["30 fps, to the last frame", () => thirty, 255, 300],
    ["29.97 fps with B-frames, over segment borders", () => ntsc, 44, 181],
    ["29.97 fps, beginning on a keyframe", () => ntsc, 90, 135],
  ])("has the source's very frames: %s", async (_, sourceOf, first, end) => {
    const source = sourceOf();
    const clipVodId = await cutNow(source, await addHighlight(source, [first, end]));
    const clip = await getClip(ctx, { accountId, clipVodId });
    expect(clip).toMatchObject({ state: "ready", playable: true, mode: "exact", attempt: 1 });
    expect(clip.startSeconds).toBeCloseTo((first * source.den) / source.num, 2);
    expect(clip.durationMs! / 1000).toBeCloseTo(((end - first) * source.den) / source.num, 2);
    const [attempt] = await ctx.db.select().from(clipAttempts).where(eq(clipAttempts.vodId, clipVodId));
    const { framesToEncode, made } = attempt!.plan as CutPlan;
    // The plan names those in front; at the out-point at most those that the reordering forces.
    expect(made!.framesEncoded - framesToEncode).toBeGreaterThanOrEqual(0);
    expect(made!.framesEncoded - framesToEncode).toBeLessThanOrEqual(3);
    const filePath = await saveClip(clipVodId);
    const similar = await compareFrames(source, filePath, first);
    expect(similar).toHaveLength(end - first);
    expect(Math.min(...similar)).toBeGreaterThanOrEqual(0.98);
    const lag = findLag(
      await decodeSound(source.filePath),
      await decodeSound(filePath),
      source.zeroSeconds + (first * source.den) / source.num,
    );
    expect(Math.abs(lag)).toBeLessThanOrEqual(48);
  });
});

const sharedMedia = path.resolve(import.meta.dirname, "../../../shared/data/media");

describe.skipIf(!existsSync(sharedMedia))("real recordings (skipped: no shared data)", () => {
  test.each([
    ["timecode-42s-720p30.mp4", "30", 613, 655],
    ["bbb-30s-480p-bframes.mp4", "24", 301, 377],
  ])("are cut to the frame: %s", async (name, rate, first, end) => {
    const source = await importSource(path.join(sharedMedia, name), rate);
    const filePath = await saveClip(await cutNow(source, await addHighlight(source, [first, end])));
    const similar = await compareFrames(source, filePath, first);
    expect(similar).toHaveLength(end - first);
    expect(Math.min(...similar)).toBeGreaterThanOrEqual(0.98);
    const sound = await decodeSound(source.filePath);
    const at = source.zeroSeconds + first / Number(rate);
    // Silence (the timecode recording has it here) can't be placed.
    const heard = sound.subarray(Math.round(at * 48_000), Math.round((at + 0.5) * 48_000));
    if (heard.every((sample) => sample === 0)) return;
    expect(Math.abs(findLag(sound, await decodeSound(filePath), at))).toBeLessThanOrEqual(480);
  });
});

test("a fast clip begins at the keyframe it promised and copies every picture of it", async () => {
  const clipVodId = await cutNow(ntsc, await addHighlight(ntsc, [100, 160]), "fast");
  const clip = await getClip(ctx, { accountId, clipVodId });
  const first = Math.round((clip.startSeconds * 30000) / 1001);
  expect(first).toBeLessThanOrEqual(100);
  const filePath = await saveClip(clipVodId);
  const similar = await compareFrames(ntsc, filePath, first);
  expect(similar.length).toBe(Math.round((clip.endSeconds - clip.startSeconds) * (30000 / 1001)));
  expect(similar.length).toBeGreaterThanOrEqual(160 - first);
  expect(Math.min(...similar)).toBeGreaterThan(0.9999);
  const sound = await decodeSound(filePath);
  const lag = findLag(await decodeSound(ntsc.filePath), sound, ntsc.zeroSeconds + clip.startSeconds);
  expect(Math.abs(lag)).toBeLessThanOrEqual(48);
  // The sound lasts as long as the picture: a packet (21 ms) may lack at its start, none at its end.
  expect(sound.length / 48_000).toBeGreaterThan(clip.endSeconds - clip.startSeconds - 0.025);
});

describe("requests", () => {
  test("two at once, and again after it is ready, make one clip with one file", async () => {
    const id = await addHighlight(thirty, [30, 75]);
    const [one, two] = await Promise.all([cut(thirty, [id]), cut(thirty, [id, id])]);
    expect(one.outcomes).toEqual(two.outcomes);
    await Promise.all([
      cutClips(ctx, { accountId, vodId: thirty.vodId, report }),
      cutClips(ctx, { accountId, vodId: thirty.vodId, report }),
    ]);
    const again = await cut(thirty, [id]);
    expect(again.outcomes).toEqual(one.outcomes);
    const made = await ctx.db.select().from(clips).where(eq(clips.highlightId, id));
    expect(made).toHaveLength(1);
    const { vodId } = made[0]!;
    expect(await ctx.db.select().from(clipAttempts).where(eq(clipAttempts.vodId, vodId))).toHaveLength(1);
    expect(await ctx.db.select().from(storedObjects).where(eq(storedObjects.vodId, vodId))).toMatchObject([
      { state: "live" },
    ]);
    const told = await ctx.db
      .select()
      .from(outbox)
      .where(eq(outbox.dedupeKey, `clip.ready:${vodId}:1`));
    expect(told).toHaveLength(1);
    const log = await ctx.db.select().from(actionLog).where(eq(actionLog.highlightId, id));
    expect(log.map((row) => row.action)).toEqual(["cut"]);
    // A cut is a judgement: what was judged stays with it.
    expect(log[0]!.before).toMatchObject({
      cutState: "none",
      score: 0,
      contributions: [],
      detectedStartTicks: 15360,
    });
  });

  test("what was judged no clip needs 'anyway', which is recorded", async () => {
    const id = await addHighlight(thirty, [30, 75], { isClipable: false, clipableReason: "Only silence." });
    const refused = await cut(thirty, [id]);
    expect(refused.outcomes[0]).toMatchObject({
      ok: false,
      reason: "not_clipable",
      message: expect.stringContaining("Only silence."),
    });
    const made = await cut(thirty, [id], { anyway: true });
    expect(made.outcomes[0]).toMatchObject({ ok: true });
    const log = await ctx.db.select().from(actionLog).where(eq(actionLog.highlightId, id));
    expect(log.map((row) => row.action)).toEqual(["cut_anyway"]);
  });

  test("highlights of others, and bounds past the end, say why", async () => {
    const late = await addHighlight(thirty, [900, 960]);
    const { outcomes } = await cut(thirty, [late, randomUUID()]);
    expect(outcomes).toMatchObject([
      { ok: false, reason: "invalid_input", message: expect.stringContaining("but the video ends at 0:00:10.0") },
      { ok: false, reason: "not_found" },
    ]);
    const stranger = randomUUID() as AccountId;
    await expect(
      requestCuts(ctx, { accountId: stranger, vodId: thirty.vodId, highlightIds: "all", actorUserId: null }),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  test("new bounds make a new attempt; the old file plays until then and is deleted after", async () => {
    const id = await addHighlight(thirty, [60, 100]);
    const clipVodId = await cutNow(thirty, id);
    const [row] = await ctx.db.select().from(highlights).where(eq(highlights.id, id));
    const frameTicks = row!.timescale / 30;
    await ctx.db
      .update(highlights)
      .set({ trimmedStartTicks: 60 * frameTicks, trimmedEndTicks: 120 * frameTicks })
      .where(eq(highlights.id, id));
    expect(await getClip(ctx, { accountId, clipVodId })).toMatchObject({ state: "stale", playable: true });
    const outcome = await retryCut(ctx, { accountId, clipVodId, actorUserId: null });
    expect(outcome).toMatchObject({ ok: true, clipVodId, attempt: 2 });
    expect(await getClip(ctx, { accountId, clipVodId })).toMatchObject({ state: "queued", playable: true });
    await cutClips(ctx, { accountId, vodId: thirty.vodId, report });
    expect(await getClip(ctx, { accountId, clipVodId })).toMatchObject({
      state: "ready",
      durationMs: 2000,
      attempt: 2,
    });
    const objects = await ctx.db.select().from(storedObjects).where(eq(storedObjects.vodId, clipVodId));
    expect(objects).toHaveLength(1);
    const stored = [];
    for await (const object of ctx.store.list(`accounts/${accountId}/clips/${clipVodId}/`)) stored.push(object.key);
    expect(stored).toEqual([objects[0]!.key]);
  });
});

describe("when things break", () => {
  const died = new Error("killed");

  test.each(["cut.held", "cut.stored"] as const)(
    "a worker that dies at '%s' leaves work that the next one ends, once",
    async (at) => {
      const id = await addHighlight(thirty, [130, 170]);
      const { outcomes } = await cut(thirty, [id]);
      const clipVodId = outcomes[0]!.ok ? outcomes[0]!.clipVodId : "";
      const abort = new AbortController();
      const atPoint = (point: PointName) => {
        if (point !== at) return;
        abort.abort();
        throw died;
      };
      await expect(
        cutClips({ ...ctx, signal: abort.signal, atPoint }, { accountId, vodId: thirty.vodId, report }),
      ).rejects.toThrow("killed");
      // As a killed process leaves it.
      await ctx.db.update(clipAttempts).set({ state: "cutting" }).where(eq(clipAttempts.vodId, clipVodId));
      await cutClips(ctx, { accountId, vodId: thirty.vodId, report });
      expect(await getClip(ctx, { accountId, clipVodId })).toMatchObject({ state: "ready", attempt: 1 });
      const stored = [];
      for await (const object of ctx.store.list(`accounts/${accountId}/clips/${clipVodId}/`)) stored.push(object.key);
      expect(stored).toHaveLength(1);
      expect(await readdir(path.join(ctx.config.dataDir, "scratch"))).toEqual([]);
    },
  );

  test("the store being away leaves the clip queued and throws, so that the job is tried again", async () => {
    const id = await addHighlight(thirty, [10, 60]);
    await cut(thirty, [id]);
    const away = {
      ...ctx.store,
      putFile: () => Promise.reject(new AppError("store_unavailable", "The store is away.")),
    };
    await expect(cutClips({ ...ctx, store: away }, { accountId, vodId: thirty.vodId, report })).rejects.toMatchObject({
      code: "store_unavailable",
    });
    const [clip] = (await listClips(ctx, { accountId })).filter((one) => one.highlightId === id);
    expect(clip).toMatchObject({ state: "queued" });
    await failCuts(ctx, { accountId, vodId: thirty.vodId, code: "store_unavailable", message: "The store is away." });
    expect(await getClip(ctx, { accountId, clipVodId: clip!.clipVodId })).toMatchObject({
      state: "failed",
      failureText: "The store is away.",
    });
    const [highlight] = await ctx.db.select().from(highlights).where(eq(highlights.id, id));
    expect(highlight).toMatchObject({ cutState: "failed", cutReason: "The store is away." });
    expect((await getQuotaUsage(ctx.db, { accountId })).reservedBytes).toBe(0);
    expect(await retryCut(ctx, { accountId, clipVodId: clip!.clipVodId, actorUserId: null })).toMatchObject({
      attempt: 2,
    });
    await cutClips(ctx, { accountId, vodId: thirty.vodId, report });
    expect(await getClip(ctx, { accountId, clipVodId: clip!.clipVodId })).toMatchObject({ state: "ready" });
  });

  test("one clip that fails leaves the others alone and costs nothing", async () => {
    const [good, bad] = [await addHighlight(ntsc, [10, 50]), await addHighlight(ntsc, [60, 110])];
    await cut(ntsc, [good, bad]);
    const badVodId = (await listClips(ctx, { accountId })).find((one) => one.highlightId === bad)!.clipVodId;
    const picky = {
      ...ctx.store,
      putFile: (key: string, file: string) =>
        key.includes(badVodId)
          ? Promise.reject(new AppError("output_invalid", "Broken on purpose."))
          : ctx.store.putFile(key, file),
    };
    const result = await cutClips({ ...ctx, store: picky }, { accountId, vodId: ntsc.vodId, report });
    expect(result).toMatchObject({
      ok: false,
      reason: "output_invalid",
      message: "1 of 2 clips failed: Broken on purpose.",
    });
    const states = new Map((await listClips(ctx, { accountId })).map((one) => [one.highlightId, one.state]));
    expect([states.get(good), states.get(bad)]).toEqual(["ready", "failed"]);
    expect((await getQuotaUsage(ctx.db, { accountId })).reservedBytes).toBe(0);
    expect(await ctx.db.select().from(storedObjects).where(eq(storedObjects.vodId, badVodId))).toEqual([]);
  });
});

describe("the quota", () => {
  test("holds against twenty requests at once; the rest say how much is missing", async () => {
    const tight = randomUUID() as AccountId;
    await ctx.db.insert(plans).values({
      id: "tight",
      name: "Tight",
      maxBytes: 1e9,
      maxVods: 10,
      maxClips: 1000,
      retentionDays: 10,
      llmMonthlyUsd: "0",
    });
    await ctx.db.insert(accounts).values({ id: tight, slug: tight, name: "Tight", planId: "tight" });
    const source = await makeSource("tight.mp4", "25", tight);
    const ids = [];
    for (let n = 0; n < 20; n += 1) ids.push(await addHighlight(source, [n * 5, n * 5 + 50], {}, tight));
    const { storedBytes } = await getQuotaUsage(ctx.db, { accountId: tight });
    expect(storedBytes).toBeGreaterThan(0);
    const maxBytes = storedBytes + 500_000;
    await ctx.db.update(plans).set({ maxBytes }).where(eq(plans.id, "tight"));
    const answers = await Promise.all(
      ids.map((id) =>
        requestCuts(ctx, { accountId: tight, vodId: source.vodId, highlightIds: [id], actorUserId: null }),
      ),
    );
    const outcomes = answers.flatMap((answer) => answer.outcomes);
    const made = outcomes.filter((one) => one.ok);
    expect(made.length).toBeGreaterThan(0);
    expect(made.length).toBeLessThan(20);
    for (const one of outcomes) {
      if (!one.ok)
        expect(one).toMatchObject({ reason: "quota_exceeded", message: expect.stringMatching(/more than is free/) });
    }
    const usage = await getQuotaUsage(ctx.db, { accountId: tight });
    expect(usage.storedBytes + usage.reservedBytes).toBeLessThanOrEqual(maxBytes);
    const skipped = await ctx.db
      .select({ count: sql<number>`count(*)::int` })
      .from(highlights)
      .where(
        sql`${highlights.accountId} = ${tight} and ${highlights.cutState} = 'skipped' and ${highlights.cutReason} is not null`,
      );
    expect(skipped[0]!.count).toBe(20 - made.length);
    await cutClips(ctx, { accountId: tight, vodId: source.vodId, report });
    const after = await getQuotaUsage(ctx.db, { accountId: tight });
    expect(after.reservedBytes).toBe(0);
    expect(after.storedBytes).toBeLessThanOrEqual(maxBytes);
    const settled = await ctx.db.select().from(quotaReservations).where(eq(quotaReservations.accountId, tight));
    expect(settled.filter((row) => row.purpose === "clip" && row.state === "settled")).toHaveLength(made.length);
    const counted = await countClips(ctx, { accountId: tight, streamIds: [source.streamId] });
    expect(counted.get(source.streamId)).toBe(made.length);
    await ctx.db.update(plans).set({ maxBytes: 1e9, maxClips: made.length }).where(eq(plans.id, "tight"));
    const one = outcomes.find((outcome) => !outcome.ok)!;
    const full = await requestCuts(ctx, {
      accountId: tight,
      vodId: source.vodId,
      highlightIds: [one.highlightId],
      actorUserId: null,
    });
    expect(full.outcomes[0]).toMatchObject({
      reason: "quota_exceeded",
      message: expect.stringMatching(/keeps \d+ clips/),
    });

    // The plan made before says the same of every one as what then happens.
    await ctx.db
      .update(plans)
      .set({ maxClips: made.length + 2 })
      .where(eq(plans.id, "tight"));
    const all = { accountId: tight, vodId: source.vodId, highlightIds: "all" as const };
    const planned = await planCuts(ctx, all);
    expect(planned.totals.clipCount).toBe(2);
    expect(planned.quota).toMatchObject({ clipCountAfter: made.length + 2, fits: false, evicted: [] });
    const asked = await requestCuts(ctx, { ...all, actorUserId: null });
    const said = (one: { highlightId: string; ok: boolean; message?: string }) => [
      one.highlightId,
      one.message ?? one.ok,
    ];
    expect(planned.plans.map(said)).toEqual(asked.outcomes.map(said));
    const now = await getQuotaUsage(ctx.db, { accountId: tight });
    expect(now.storedBytes + now.reservedBytes).toBe(planned.quota.usedBytesAfter);
  });
});

test("a clip is downloaded under its title, made safe, by range", async () => {
  const id = await addHighlight(thirty, [200, 240], { title: 'Wow: ../a/b "c" 日本 🎉' });
  const clipVodId = await cutNow(thirty, id);
  const input = { accountId, clipVodId, ifRange: null, method: "GET" as const };
  const part = await openClipRange(ctx, { ...input, rangeHeader: "bytes=4-7", download: true });
  expect(part.status).toBe(206);
  expect((await buffer(part.body!)).toString()).toBe("ftyp");
  expect(part.headers["content-disposition"]).toMatch(/filename\*=UTF-8''Wow/);
  expect(part.headers["content-disposition"]).not.toMatch(/[/\\]/);
  const other = { ...input, accountId: randomUUID() as AccountId, rangeHeader: null };
  await expect(openClipRange(ctx, other)).rejects.toMatchObject({ code: "not_found" });
  const [vod] = await ctx.db.select().from(vods).where(eq(vods.id, clipVodId));
  expect(vod).toMatchObject({ kind: "highlight", provenance: "auto", externalId: `highlight-${id}`, state: "ready" });
});
