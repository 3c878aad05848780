import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { encodeClipWhole } from "./encode-clip.ts";
import { type SpliceInput, spliceClip } from "./splice-clip.ts";
import { judgeClip, listShownPts, type StoredVod, storeVod, writeWindow } from "./testing.ts";
import { chirp, ffmpeg, testContext } from "./testing-ffmpeg.ts";

const ctx = testContext();
// Many short ffmpeg runs: a loaded machine takes its time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "splice-test-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

type Shape = { rate?: string; seconds?: number; x264: string; sound?: boolean; filter?: string; profile?: string };

async function makeVideo(name: string, shape: Shape): Promise<string> {
  const { rate = "30", seconds = 7 } = shape;
  const filePath = path.join(root, name);
  const sound = shape.sound === false ? [] : ["-f", "lavfi", "-i", chirp(seconds), "-c:a", "aac", "-b:a", "96k"];
  const timing = shape.filter ? ["-vf", shape.filter, "-vsync", "0", "-enc_time_base", "1:90000"] : [];
  const encode = [
    "-c:v",
    "libx264",
    "-preset",
    "veryfast",
    "-pix_fmt",
    "yuv420p",
    "-profile:v",
    shape.profile ?? "high",
  ];
  const picture = `testsrc2=s=192x108:r=${rate}:d=${seconds}`;
  await ffmpeg(
    "-v",
    "error",
    "-f",
    "lavfi",
    "-i",
    picture,
    ...sound,
    ...timing,
    ...encode,
    "-x264-params",
    shape.x264,
    filePath,
  );
  return filePath;
}

async function remux(filePath: string, name: string, ...options: string[]): Promise<string> {
  const outPath = path.join(root, name);
  await ffmpeg("-v", "error", "-i", filePath, ...options, "-c", "copy", outPath);
  return outPath;
}

const store = async (filePath: string): Promise<StoredVod> =>
  storeVod(filePath, await mkdtemp(path.join(root, "vod-")));

/** Cuts from frame to frame (numbers in order of presentation, the last not included). */
async function cut(vod: StoredVod, from: number, to: number, verb: typeof spliceClip = spliceClip) {
  const dir = await mkdtemp(path.join(root, "cut-"));
  const windowPath = path.join(dir, "window.mp4");
  const bounds = { startTicks: vod.shownPts[from]!, endTicks: vod.shownPts[to]!, timescale: vod.index.videoTimescale };
  await writeWindow(vod, bounds.startTicks, bounds.endTicks, windowPath);
  const input: SpliceInput = { windowPath, bounds, outPath: path.join(dir, "clip.mp4"), scratchDir: dir };
  return { input, result: await verb(ctx, input) };
}

async function expectExact({ input, result }: Awaited<ReturnType<typeof cut>>, frameCount: number) {
  if (!result.ok) throw new Error(`${result.reason}: ${result.message}`);
  expect(result.framesCopied + result.framesEncoded).toBe(frameCount);
  expect([result.startTicks, result.endTicks]).toEqual([input.bounds.startTicks, input.bounds.endTicks]);
  const shownPts = await listShownPts(input.windowPath);
  const verdict = await judgeClip({ ...input, clipPath: input.outPath, result, shownPts });
  expect(verdict.problems).toEqual([]);
  return result;
}

const gop = (frames: number, rest: string) => `keyint=${frames}:min-keyint=${frames}:scenecut=0:${rest}`;

describe("splices to the frame", () => {
  test.each<[string, Shape]>([
    ["no B-frames, baseline", { x264: gop(60, "bframes=0"), profile: "baseline" }],
    ["one B-frame, 29.97 fps", { x264: gop(60, "bframes=1:b-adapt=0"), rate: "30000/1001" }],
    ["two B-frames, main, no sound", { x264: gop(60, "bframes=2:b-adapt=0"), sound: false, profile: "main" }],
    ["three B-frames and a pyramid", { x264: gop(60, "bframes=3:b-adapt=0:b-pyramid=normal") }],
    ["59.94 fps, eight B-frames", { x264: gop(120, "bframes=8:b-adapt=0:ref=5"), rate: "60000/1001", seconds: 5 }],
    [
      "variable frame rate",
      { x264: "keyint=40:scenecut=0:bframes=3", filter: "select='not(mod(floor(n*n/7),3))+eq(n,0)'", rate: "60" },
    ],
    [
      "slices, HRD, full range",
      { x264: gop(60, "slices=4:aud=1:nal-hrd=vbr:vbv-maxrate=2000:vbv-bufsize=2000:fullrange=on:bframes=2") },
    ],
  ])("%s", async (name, shape) => {
    const vod = await store(await makeVideo(`${name.replaceAll(/\W+/g, "-")}.mp4`, shape));
    const last = vod.shownPts.length - 1;
    const result = await expectExact(
      await cut(vod, Math.floor(last * 0.13), Math.floor(last * 0.77)),
      Math.floor(last * 0.77) - Math.floor(last * 0.13),
    );
    expect(result.framesCopied).toBeGreaterThan(0);
  });

  test("GOPs of 10 s; from keyframe to keyframe nothing is encoded", async () => {
    const vod = await store(await makeVideo("long-gop.mp4", { x264: gop(300, "bframes=2:b-adapt=0"), seconds: 22 }));
    expect(await expectExact(await cut(vod, 291, 605), 314)).toMatchObject({ framesBefore: 9, framesCopied: 304 });
    expect(await expectExact(await cut(vod, 300, 600), 300)).toMatchObject({ framesEncoded: 0, framesCopied: 300 });
    expect((await cut(vod, 310, 500)).result).toMatchObject({ ok: false, reason: "no_idr_in_range" });
    expect(await expectExact(await cut(vod, 310, 500, encodeClipWhole), 190)).toMatchObject({ framesCopied: 0 });
  });

  test("sound that starts late, a start time, other containers", async () => {
    const plain = await makeVideo("plain.mp4", { x264: gop(60, "bframes=2:b-adapt=0") });
    const latePath = path.join(root, "late.mp4");
    await ffmpeg(
      "-v",
      "error",
      "-i",
      plain,
      "-itsoffset",
      "1.5",
      "-i",
      plain,
      "-map",
      "0:v",
      "-map",
      "1:a",
      "-c",
      "copy",
      latePath,
    );
    const late = await store(latePath);
    await expectExact(await cut(late, 20, 130), 110);
    await expectExact(await cut(late, 70, 199), 129);
    const start100 = await store(await remux(plain, "start100.ts", "-output_ts_offset", "100"));
    await expectExact(await cut(start100, 31, 150), 119);
    for (const name of ["plain.mkv", "plain.flv"])
      await expectExact(await cut(await store(await remux(plain, name)), 31, 150), 119);
  });
});

describe("refuses, and the whole encode is right", () => {
  test("open GOPs", async () => {
    const vod = await store(await makeVideo("open.mp4", { x264: gop(60, "bframes=3:b-adapt=0:open-gop=1") }));
    expect((await cut(vod, 70, 170)).result).toMatchObject({ ok: false, reason: "no_idr_in_range" });
    await expectExact(await cut(vod, 70, 170, encodeClipWhole), 100);
  });

  test("interlaced pictures", async () => {
    const vod = await store(await makeVideo("interlaced.mp4", { x264: "keyint=60:interlaced=1", seconds: 4 }));
    expect((await cut(vod, 31, 100)).result).toMatchObject({ ok: false, reason: "unsupported_format" });
    await expectExact(await cut(vod, 31, 100, encodeClipWhole), 69);
  });

  test("another codec, bounds outside, a file that is none", async () => {
    const vod = await store(await makeVideo("short.mp4", { x264: gop(30, "bframes=1"), seconds: 3 }));
    const { input } = await cut(vod, 5, 60);
    const bounds = { ...input.bounds, endTicks: input.bounds.endTicks + 60 * input.bounds.timescale };
    expect(await spliceClip(ctx, { ...input, bounds })).toMatchObject({ ok: false, reason: "outside_window" });

    const mpeg4 = path.join(root, "mpeg4.mp4");
    const fragmented = ["-movflags", "frag_keyframe+empty_moov+default_base_moof"];
    await ffmpeg(
      "-v",
      "error",
      "-f",
      "lavfi",
      "-i",
      "testsrc2=s=192x108:r=30:d=2",
      "-c:v",
      "mpeg4",
      ...fragmented,
      mpeg4,
    );
    expect(await spliceClip(ctx, { ...input, windowPath: mpeg4 })).toMatchObject({ ok: false, reason: "not_h264" });

    // An odd size, which H.264 can't have: a row and a column go.
    const odd = path.join(root, "odd.mp4");
    const picture = ["-f", "lavfi", "-i", "testsrc2=s=192x108:r=30:d=2", "-vf", "scale=191:107", "-c:v", "mpeg4"];
    await ffmpeg("-v", "error", ...picture, ...fragmented, odd);
    const pts = await listShownPts(odd);
    const wanted = { ...input.bounds, startTicks: pts[3]!, endTicks: pts[33]! };
    expect(await encodeClipWhole(ctx, { ...input, windowPath: odd, bounds: wanted })).toMatchObject({
      ok: true,
      framesEncoded: 30,
    });

    const noise = path.join(root, "noise.mp4");
    await writeFile(noise, Buffer.alloc(5000, 7));
    await expect(spliceClip(ctx, { ...input, windowPath: noise })).rejects.toMatchObject({ code: "media_unreadable" });
  });
});

const shared = path.resolve(import.meta.dirname, "../../../../shared/data/media");
describe.skipIf(!existsSync(shared))("real recordings (skipped: no shared data)", () => {
  test.each([
    ["timecode-42s-720p30.mp4", 100, 400],
    ["bbb-30s-480p-bframes.mp4", 240, 300],
  ])("%s", async (name, from, to) => {
    const vod = await store(path.join(shared, name));
    await mkdir(root, { recursive: true });
    expect((await expectExact(await cut(vod, from, to), to - from)).framesCopied).toBeGreaterThan(0);
  });
});
