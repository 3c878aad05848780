import { existsSync, readdirSync } from "node:fs";
import { truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { media, mediaSeries, storedObjects, vods } from "#drizzle/schema/vods.ts";
import { AppError } from "#lib/errors.ts";
import { fileInput } from "#lib/platform/ffmpeg/input-args.ts";
import { findDemuxer } from "#lib/platform/ffmpeg/probe-file.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { runFfprobe } from "#lib/platform/ffmpeg/run-ffprobe.ts";
import { importVod } from "./import-vod.ts";
import { processVod } from "./process-vod.ts";
import { getMedia, getVod } from "./queries.ts";
import { readWindow } from "./read-window.ts";
import { retryVod } from "./retry-vod.ts";
import { createTestContext, makeTestMedia, type TestMedia } from "./testing.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
beforeAll(async () => {
  test_ = await createTestContext();
});
afterAll(() => test_.close());

const report = () => {};

async function importAndProcess(filePath: string) {
  const { ctx, accountId } = test_;
  const imported = await importVod(ctx, { accountId, filePath, fileName: path.basename(filePath), take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  const result = await processVod(ctx, { accountId, vodId: imported.vodId, report });
  return { vodId: imported.vodId, result };
}

type Frame = { pts: number; md5: string };

/** Decoded frames in presentation order: seconds and MD5 of the picture. */
async function decodedFrames(filePath: string): Promise<Frame[]> {
  const input = fileInput(filePath, await findDemuxer(filePath));
  const { stdout } = await runFfmpeg(test_.ctx, {
    args: [
      ...["-v", "error", "-copyts", ...input, "-map", "0:v:0", "-vsync", "passthrough"],
      // Times as the file has them, not rounded to a frame rate.
      ...["-enc_time_base", "-1", "-f", "framemd5", "pipe:1"],
    ],
    limits: { timeoutMs: 60_000 },
    stdout: "buffer",
  });
  const text = stdout.toString();
  const [num, den] = /#tb 0: (\d+)\/(\d+)/.exec(text)!.slice(1).map(Number) as [number, number];
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(",").map((field) => field.trim()))
    .map((fields) => ({ pts: (Number(fields[2]) * num) / den, md5: fields[5]! }));
}

/** Times of a stream's packets, in its own ticks. */
async function listPts(filePath: string, stream: string): Promise<number[]> {
  const text = await runFfprobe(test_.ctx, {
    args: [
      ...["-v", "quiet", "-select_streams", stream, "-show_entries", "packet=pts", "-of", "csv=p=0"],
      ...fileInput(filePath, "mov"),
    ],
    limits: { timeoutMs: 60_000 },
  });
  return text
    .trim()
    .split("\n")
    .map((line) => Number.parseInt(line, 10));
}

async function firstAudioPts(filePath: string): Promise<number> {
  const text = await runFfprobe(test_.ctx, {
    args: [
      ...["-v", "quiet", "-select_streams", "a:0", "-show_entries", "packet=pts_time", "-of", "csv=p=0"],
      ...fileInput(filePath, await findDemuxer(filePath)),
    ],
    limits: { timeoutMs: 60_000 },
  });
  return Number(text.split("\n")[0]!.replace(",", ""));
}

const madeFiles: { name: string; media: TestMedia; frameRate: [number, number]; remake?: string[] }[] = [
  { name: "gop-10s.mp4", media: { seconds: 12, rate: "10", gopFrames: 100 }, frameRate: [10, 1] },
  { name: "b-frames-29.97.mp4", media: { rate: "30000/1001", bFrames: 2 }, frameRate: [30000, 1001] },
  { name: "b-frames-59.94.mkv", media: { rate: "60000/1001", bFrames: 3, seconds: 4 }, frameRate: [60000, 1001] },
  { name: "start-100s.mp4", media: { output: ["-output_ts_offset", "100"], bFrames: 2 }, frameRate: [30, 1] },
  { name: "start-100s.ts", media: { output: ["-output_ts_offset", "100"], bFrames: 2 }, frameRate: [30, 1] },
  { name: "no-audio.mp4", media: { audio: "none", rate: "25" }, frameRate: [25, 1] },
  { name: "plain.flv", media: { rate: "25", bFrames: 2 }, frameRate: [25, 1] },
  { name: "faststart.mov", media: { output: ["-movflags", "+faststart"] }, frameRate: [30, 1] },
  {
    name: "fragmented.mp4",
    media: { output: ["-movflags", "frag_keyframe+empty_moov"], bFrames: 1 },
    frameRate: [30, 1],
  },
  { name: 'name with "quotes" and 🎮.mp4', media: {}, frameRate: [30, 1] },
];

describe.each(madeFiles)("$name", ({ name, media: made, frameRate }) => {
  test("becomes ready, indexed to the frame, and windows show the source's frames", async () => {
    const { ctx, accountId, dir } = test_;
    const filePath = await makeTestMedia(ctx, path.join(dir, name), made);
    const { vodId, result } = await importAndProcess(filePath);
    expect(result).toEqual({ ok: true });

    const { index, row, probe } = await getMedia(ctx, { accountId, vodId });
    const source = await decodedFrames(filePath);
    const zeroSeconds = source[0]!.pts;
    const seconds = (ticks: number) => ticks / index.videoTimescale;
    expect([index.frameRateNum, index.frameRateDen]).toEqual(frameRate);
    expect(seconds(index.durationTicks)).toBeCloseTo(made.seconds ?? 6, 1);
    expect(row.audioKey === null).toBe(made.audio === "none");
    expect(probe.converted).toBe(false);
    expect(index.segments.startTicks[0]).toBe(0);
    expect(index.keyframeTicks[0]).toBe(0);

    // Whole video, and a window in the middle: same pictures at the same times.
    for (const [from, to] of [
      [0, index.durationTicks],
      [Math.floor(index.durationTicks * 0.55), Math.floor(index.durationTicks * 0.8)],
    ] as const) {
      const window = await readWindow(ctx, { accountId, vodId, fromTicks: from, toTicks: to, dir });
      const shown = await decodedFrames(window.filePath);
      const wanted = source.filter((frame) => {
        const at = frame.pts - zeroSeconds;
        return at > seconds(window.plan.startTicks) - 0.002 && at < seconds(window.plan.endTicks) - 0.002;
      });
      expect(shown.map((frame) => frame.md5)).toEqual(wanted.map((frame) => frame.md5));
      expect(shown[0]!.pts).toBeCloseTo(seconds(window.plan.startTicks + index.zeroPtsTicks), 3);
      shown.forEach((frame, n) => {
        const at = frame.pts - seconds(index.zeroPtsTicks);
        expect(Math.abs(at - (wanted[n]!.pts - zeroSeconds))).toBeLessThan(0.0021);
      });
      expect(window.meter.storeBytes).toBe(index.initBytes + window.plan.lastByte - window.plan.firstByte + 1);
    }
    if (made.audio !== "none") {
      const whole = await readWindow(ctx, { accountId, vodId, fromTicks: 0, toTicks: index.durationTicks, dir });
      const inSource = (await firstAudioPts(filePath)) - zeroSeconds;
      const inOurs = (await firstAudioPts(whole.filePath)) - seconds(index.zeroPtsTicks);
      expect(Math.abs(inOurs - inSource)).toBeLessThan(0.0015);
    }
  });
});

test("late audio keeps its place to the sample, in the video file, the audio file and the loudness curve", async () => {
  const { ctx, accountId, dir } = test_;
  const plain = await makeTestMedia(ctx, path.join(dir, "plain-for-late.mp4"), { bFrames: 2 });
  const filePath = path.join(dir, "audio-1.5s-late.mkv");
  await runFfmpeg(ctx, {
    args: [
      ...["-v", "error", "-i", plain, "-itsoffset", "1.5", "-i", plain, "-map", "0:v", "-map", "1:a"],
      ...["-c", "copy", filePath],
    ],
    limits: { timeoutMs: 60_000 },
  });
  const { vodId, result } = await importAndProcess(filePath);
  expect(result).toEqual({ ok: true });
  const { index, audioIndex } = await getMedia(ctx, { accountId, vodId });
  const source = await decodedFrames(filePath);
  const inSource = (await firstAudioPts(filePath)) - source[0]!.pts;
  expect(inSource).toBeGreaterThan(1.4);
  const whole = await readWindow(ctx, { accountId, vodId, fromTicks: 0, toTicks: index.durationTicks, dir });
  const inOurs = (await firstAudioPts(whole.filePath)) - index.zeroPtsTicks / index.videoTimescale;
  expect(Math.abs(inOurs - inSource)).toBeLessThan(0.0005);
  expect(Math.abs(audioIndex!.segments.startTicks[0]! / audioIndex!.timescale - inSource)).toBeLessThan(0.0005);
  const [momentary] = await ctx.db.select().from(mediaSeries).where(eq(mediaSeries.vodId, vodId));
  const levels = new Float32Array(new Uint8Array(momentary!.samples).buffer);
  expect(levels[10]).toBe(-100);
  expect(levels[20]).toBeGreaterThan(-60);
});

test("a variable frame rate keeps every frame's time and is said", async () => {
  const { ctx, accountId, dir } = test_;
  const filePath = await makeTestMedia(ctx, path.join(dir, "vfr.mp4"), {
    output: ["-vf", "select=not(between(mod(n\\,40)\\,10\\,25))", "-vsync", "passthrough"],
  });
  const { vodId } = await importAndProcess(filePath);
  const { probe, index } = await getMedia(ctx, { accountId, vodId });
  expect(probe.variableFrameRate).toBe(true);
  const window = await readWindow(ctx, { accountId, vodId, fromTicks: 0, toTicks: index.durationTicks, dir });
  expect((await decodedFrames(window.filePath)).map((frame) => frame.md5)).toEqual(
    (await decodedFrames(filePath)).map((frame) => frame.md5),
  );
});

test("pictures that an edit list hides are before timeline zero", async () => {
  const { ctx, accountId, dir } = test_;
  const plain = await makeTestMedia(ctx, path.join(dir, "plain-for-edit.mp4"), {
    seconds: 9,
    gopFrames: 60,
    bFrames: 2,
  });
  const filePath = path.join(dir, "edit-list.mp4");
  await runFfmpeg(ctx, {
    args: ["-v", "error", "-ss", "3.2", "-i", plain, "-c", "copy", filePath],
    limits: { timeoutMs: 60_000 },
  });
  const { vodId } = await importAndProcess(filePath);
  const { index, probe } = await getMedia(ctx, { accountId, vodId });
  const source = await decodedFrames(filePath);
  expect(source).toHaveLength(174);
  expect(probe.frameCount).toBe(174);
  expect(index.durationTicks / index.videoTimescale).toBeCloseTo(5.8, 1);
  const whole = await readWindow(ctx, { accountId, vodId, fromTicks: 0, toTicks: index.durationTicks, dir });
  const zeroSeconds = index.zeroPtsTicks / index.videoTimescale;
  const shown = (await decodedFrames(whole.filePath)).filter((frame) => frame.pts > zeroSeconds - 0.001);
  expect(shown.map((frame) => frame.md5)).toEqual(source.map((frame) => frame.md5));
});

test("AVI, which has no presentation times, loses no frame; its MP3 becomes AAC", async () => {
  const { ctx, accountId, dir } = test_;
  const filePath = await makeTestMedia(ctx, path.join(dir, "plain.avi"), { rate: "25", audio: "mp3" });
  const { vodId } = await importAndProcess(filePath);
  const { index, row } = await getMedia(ctx, { accountId, vodId });
  expect(row).toMatchObject({ videoCodec: "h264", audioCodec: "aac" });
  const window = await readWindow(ctx, { accountId, vodId, fromTicks: 0, toTicks: index.durationTicks, dir });
  expect((await decodedFrames(window.filePath)).map((frame) => frame.md5)).toEqual(
    (await decodedFrames(filePath)).map((frame) => frame.md5),
  );
});

test("pictures that browsers can't show are converted once, and it is said", async () => {
  const { ctx, accountId, dir } = test_;
  const filePath = path.join(dir, "mpeg4.avi");
  await runFfmpeg(ctx, {
    args: [
      ...["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25", "-f", "lavfi", "-i", "sine=r=48000"],
      ...["-t", "5", "-c:v", "mpeg4", "-c:a", "libmp3lame", filePath],
    ],
    limits: { timeoutMs: 60_000 },
  });
  const { vodId, result } = await importAndProcess(filePath);
  expect(result).toEqual({ ok: true });
  const { row, probe, index } = await getMedia(ctx, { accountId, vodId });
  expect(row.videoCodec).toBe("h264");
  expect(probe).toMatchObject({ converted: true, convertedReason: expect.stringContaining("MPEG-4 Part 2") });
  expect(index.segments.startTicks.map((ticks) => ticks / index.videoTimescale)).toEqual([0, 2, 4]);
  // AVI counts sound in packets of MP3, 1152 samples long; the AAC made of it follows its own 1024.
  const whole = await readWindow(ctx, { accountId, vodId, fromTicks: 0, toTicks: index.durationTicks, dir });
  const pts = await listPts(whole.filePath, "a:0");
  expect(new Set(pts.slice(1).map((one, n) => one - pts[n]!))).toEqual(new Set([1024]));
});

describe("files that can't be used fail with the reason", () => {
  const cases: [string, (filePath: string) => Promise<unknown>, string, RegExp][] = [
    ["empty.mp4", (file) => writeFile(file, ""), "media_empty", /empty \(0 bytes\)/],
    ["text.mp4", (file) => writeFile(file, "This is a text.\n".repeat(50)), "media_unreadable", /text, not a video/],
    [
      "playlist.mp4",
      (file) => writeFile(file, "#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n"),
      "media_unreadable",
      /playlist/,
    ],
    [
      "concat.mp4",
      (file) => writeFile(file, "ffconcat version 1.0\nfile /etc/passwd\n"),
      "media_unreadable",
      /playlist/,
    ],
    [
      "random.mp4",
      (file) => writeFile(file, Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * n * 7919 + 3) % 251))),
      "media_unreadable",
      /no video format.*Accepted are MP4/,
    ],
    [
      "fake-mp4.mp4",
      (file) => writeFile(file, Buffer.concat([Buffer.from("\0\0\0\x18ftypisom"), Buffer.alloc(4000, 0x5a)])),
      "media_",
      /./,
    ],
    [
      "sound-only.m4a",
      (file) =>
        runFfmpeg(test_.ctx, {
          args: ["-v", "error", "-f", "lavfi", "-i", "sine=frequency=300", "-t", "1", "-c:a", "aac", `file:${file}`],
          limits: { timeoutMs: 60_000 },
        }),
      "media_no_video",
      /sound but no picture/,
    ],
    [
      "cut-off-front-index.mp4",
      async (file) => {
        await makeTestMedia(test_.ctx, file, { seconds: 10, output: ["-movflags", "+faststart"] });
        await truncate(file, 60_000);
      },
      "media_truncated",
      /says it is 10\.0 s long, but only \d\.\d s could be read/,
    ],
    [
      "cut-off-no-index.mp4",
      async (file) => {
        await makeTestMedia(test_.ctx, file, { seconds: 10 });
        await truncate(file, 60_000);
      },
      "media_truncated",
      /table of contents/,
    ],
    [
      "cut-off-in-the-index.mp4",
      async (file) => {
        await makeTestMedia(test_.ctx, file, { seconds: 10, output: ["-movflags", "+faststart"] });
        await truncate(file, 2000);
      },
      "media_truncated",
      /within its own table of contents/,
    ],
    [
      "cut-off.avi",
      async (file) => {
        await makeTestMedia(test_.ctx, file, { seconds: 10, audio: "mp3" });
        await truncate(file, 60_000);
      },
      "media_truncated",
      /but only 60\.0 kB are there/,
    ],
    [
      "noise-between-sync-bytes.ts",
      (file) =>
        writeFile(file, Buffer.from(Array.from({ length: 188_000 }, (_, n) => (n % 188 ? (n * n) % 251 : 0x47)))),
      "media_",
      /can't be read|neither picture nor sound/,
    ],
    [
      "cut-off.flv",
      async (file) => {
        await makeTestMedia(test_.ctx, file, { seconds: 10 });
        await truncate(file, 60_000);
      },
      "media_truncated",
      /could be read/,
    ],
    [
      "cut-off.mkv",
      async (file) => {
        await makeTestMedia(test_.ctx, file, { seconds: 10, rate: "25" });
        await truncate(file, 60_000);
      },
      "media_truncated",
      /could be read/,
    ],
  ];
  test.each(cases)("%s", async (name, make, code, text) => {
    const { ctx, accountId, dir } = test_;
    const filePath = path.join(dir, name);
    await make(filePath);
    const { vodId, result } = await importAndProcess(filePath);
    expect(result).toMatchObject({
      ok: false,
      reason: expect.stringContaining(code),
      message: expect.stringMatching(text),
    });
    const vod = await getVod(ctx, { accountId, vodId });
    expect(vod).toMatchObject({ state: "failed", failureCode: expect.stringContaining(code) });
    expect(await ctx.db.select().from(storedObjects).where(eq(storedObjects.vodId, vodId))).toEqual([]);
    expect(existsSync(path.join(ctx.config.dataDir, "inbox", vodId, "source"))).toBe(true);
    expect(readdirSync(path.join(ctx.config.dataDir, "scratch"))).toEqual([]);
  });
});

describe("running again", () => {
  const counts = async (vodId: string) => {
    const { ctx, accountId } = test_;
    const objects = await ctx.db.select().from(storedObjects).where(eq(storedObjects.vodId, vodId));
    const inStore: string[] = [];
    for await (const one of ctx.store.list(`accounts/${accountId}/vods/${vodId}/`)) inStore.push(one.key);
    return {
      media: (await ctx.db.select().from(media).where(eq(media.vodId, vodId))).length,
      objects: objects.map((one) => `${one.state} ${one.role}`).sort(),
      stored: inStore.length,
      originalLeft: existsSync(path.join(ctx.config.dataDir, "inbox", vodId)),
    };
  };
  const one = {
    media: 1,
    objects: ["live audio", "live sprite", "live thumbnail", "live video"],
    stored: 4,
    originalLeft: false,
  };

  async function importOnly(name: string, seconds: number) {
    const { ctx, accountId, dir } = test_;
    const filePath = await makeTestMedia(ctx, path.join(dir, name), { seconds });
    const imported = await importVod(ctx, { accountId, filePath, fileName: name, take: "link" });
    if (!imported.ok) throw new Error(imported.message);
    return imported.vodId;
  }

  test("one after the other and two at once make one media row and one set of objects", async () => {
    const { ctx, accountId } = test_;
    const vodId = await importOnly("twice.mp4", 2.3);
    const readyCounts: number[] = [];
    const input = { accountId, vodId, report, onReady: async () => readyCounts.push(1) };
    expect(await Promise.all([processVod(ctx, input), processVod(ctx, input)])).toEqual([{ ok: true }, { ok: true }]);
    expect(await processVod(ctx, input)).toEqual({ ok: true });
    expect(readyCounts).toHaveLength(1);
    expect(await counts(vodId)).toEqual(one);
  });

  test("a try that died at any of its writes leaves nothing behind once another succeeds", async () => {
    const { ctx, accountId } = test_;
    const vodId = await importOnly("dies.mp4", 2.6);
    // What a killed process leaves: a pending row with its object, and one without.
    const prefix = `accounts/${accountId}/vods/${vodId}/dead`;
    await ctx.store.putBytes(`${prefix}/video.mp4`, Buffer.from("half"));
    await ctx.db.insert(storedObjects).values([
      { key: `${prefix}/video.mp4`, accountId, vodId, role: "video" },
      { key: `${prefix}/poster.jpg`, accountId, vodId, role: "thumbnail" },
    ]);
    await ctx.db.update(vods).set({ state: "processing" }).where(eq(vods.id, vodId));
    const failsOnPut = {
      ...ctx,
      store: { ...ctx.store, putFile: async () => Promise.reject(new AppError("store_unavailable", "x")) },
    };
    await expect(processVod(failsOnPut, { accountId, vodId, report })).rejects.toThrow("x");
    const failsOnReady = () => Promise.reject(new Error("killed"));
    await expect(processVod(ctx, { accountId, vodId, report, onReady: failsOnReady })).rejects.toThrow("killed");
    expect(await processVod(ctx, { accountId, vodId, report })).toEqual({ ok: true });
    expect(await counts(vodId)).toEqual(one);
  });

  test("each stored object is put once and nothing is fetched", async () => {
    const { ctx, accountId } = test_;
    const vodId = await importOnly("puts.mp4", 2.9);
    const calls: string[] = [];
    const counting = Object.fromEntries(
      Object.entries(ctx.store).map(([name, method]) => [
        name,
        typeof method === "function"
          ? (...args: unknown[]) => {
              calls.push(name);
              return (method as (...args: unknown[]) => unknown)(...args);
            }
          : method,
      ]),
    ) as unknown as typeof ctx.store;
    await processVod({ ...ctx, store: counting }, { accountId, vodId, report });
    expect(calls.filter((name) => name.startsWith("put"))).toHaveLength(4);
    expect(calls.filter((name) => name.startsWith("get"))).toEqual([]);
  });

  test("a failed video can be tried again; a ready one can't", async () => {
    const { ctx, accountId } = test_;
    const vodId = await importOnly("retry.mp4", 3.1);
    await ctx.db.update(vods).set({ state: "failed", failureCode: "timeout" }).where(eq(vods.id, vodId));
    expect(await processVod(ctx, { accountId, vodId, report })).toMatchObject({ ok: false, reason: "timeout" });
    expect(await retryVod(ctx, { accountId, vodId })).toEqual({ ok: true });
    expect(await processVod(ctx, { accountId, vodId, report })).toEqual({ ok: true });
    expect(await retryVod(ctx, { accountId, vodId })).toMatchObject({ ok: false, reason: "conflict" });
  });
});

test("too little disk: nothing is written, the recording waits and is processed when there is room", async () => {
  const { ctx, accountId, dir } = test_;
  const filePath = await makeTestMedia(ctx, path.join(dir, "no-room.mp4"), { seconds: 3 });
  const imported = await importVod(ctx, { accountId, filePath, fileName: "no-room.mp4", take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  const full = { ...ctx, findFreeDiskBytes: async () => ctx.config.minFreeDiskBytes + 1_000 };
  const input = { accountId, vodId: imported.vodId, report };
  await expect(processVod(full, input)).rejects.toMatchObject({
    code: "disk_full",
    message: expect.stringContaining("Make room, then try again."),
  });
  const stored = storedObjects.vodId;
  expect(await ctx.db.select().from(storedObjects).where(eq(stored, imported.vodId))).toEqual([]);
  expect((await getVod(ctx, { accountId, vodId: imported.vodId })).state).not.toBe("failed");
  expect(await processVod(ctx, input)).toMatchObject({ ok: true });
});
