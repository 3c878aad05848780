/** For tests and the sweep: small media of any shape, stored as VODs are, and a judge of cuts that trusts only decoded frames. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { Config } from "#lib/config.ts";
import { findFreeDiskBytes } from "#lib/platform/disk-space.ts";
import { findFfmpeg } from "#lib/platform/ffmpeg/find-binaries.ts";
import { createLog } from "#lib/platform/log.ts";
import { sliceWindow } from "#lib/vods/extract-frame.ts";
import { type MediaIndex, planWindow } from "#lib/vods/model.ts";
import { prepareMedia } from "#lib/vods/prepare-media.ts";
import { keepFrameTimes } from "#lib/vods/process-args.ts";
import { windowMarginSeconds } from "./model.ts";
import { readWindow } from "./mp4/read-window.ts";
import type { EncoderContext } from "./run-encoder.ts";
import type { SpliceResult } from "./splice-clip.ts";

const run = promisify(execFile);

/** A context that needs no database: the programs of the environment, no log. */
export const testContext = (): EncoderContext => ({
  config: {
    ffmpegPath: process.env.FFMPEG_PATH,
    ffprobePath: process.env.FFPROBE_PATH,
    minFreeDiskBytes: 1_000_000,
  } as Config,
  log: createLog({ level: process.env.LOG_LEVEL ?? "silent", name: "splice" }),
  signal: new AbortController().signal,
});

/** Runs ffmpeg for a test; resolves with what it wrote. */
export async function ffmpeg(...args: string[]): Promise<{ stdout: Buffer; stderr: string }> {
  const { ffmpegPath } = await findFfmpeg(testContext().config);
  const options = { encoding: "buffer", maxBuffer: 2 ** 30 } as const;
  const { stdout, stderr } = await run(ffmpegPath, ["-hide_banner", "-nostdin", "-y", ...args], options);
  return { stdout, stderr: stderr.toString() };
}

/** A sound whose pitch never repeats, so that every shift of it shows. */
export const chirp = (seconds: number): string =>
  `aevalsrc='0.5*sin(2*PI*(300*t+40*t*t))|0.5*sin(2*PI*(500*t+30*t*t))':s=48000:d=${seconds}`;

/** A VOD as processing leaves it, with the pts of all its frames in order of presentation (media time). */
export type StoredVod = { filePath: string; index: MediaIndex; shownPts: number[] };

/** Processes `sourcePath` into `dir`. */
export async function storeVod(sourcePath: string, dir: string): Promise<StoredVod> {
  const ctx = { ...testContext(), findFreeDiskBytes };
  const { videoPath, built } = await prepareMedia(ctx, { filePath: sourcePath, dir, report: () => {} });
  return { filePath: videoPath, index: built.index, shownPts: await listShownPts(videoPath) };
}

/** The pts of a fragmented file's video frames, ascending. */
export async function listShownPts(filePath: string): Promise<number[]> {
  const video = (await readWindow(filePath)).find(({ init }) => init.kind === "video");
  return (video?.samples ?? []).map(({ pts }) => pts).sort((a, b) => a - b);
}

/** Writes the window of a cut from pts to pts, as a clip's is read. */
export async function writeWindow(vod: StoredVod, fromPts: number, toPts: number, windowPath: string): Promise<void> {
  const { zeroPtsTicks, videoTimescale } = vod.index;
  const margin = Math.ceil(windowMarginSeconds * videoTimescale);
  const plan = planWindow(vod.index, fromPts - zeroPtsTicks - margin, toPts - zeroPtsTicks + margin);
  await sliceWindow(vod.filePath, plan, windowPath);
}

/** A decoded frame: pts in the track's own ticks and in seconds, and a hash of the picture. */
export type DecodedFrame = { pts: number; seconds: number; hash: string };

/** Decoded frames in order. Of an `isOriginal`, times count from its beginning, over breaks in its clock. */
export async function decodeFrames(
  filePath: string,
  { streamIndex, isOriginal = false }: { streamIndex?: number; isOriginal?: boolean } = {},
): Promise<DecodedFrame[]> {
  const { major } = await findFfmpeg(testContext().config);
  const passThrough = [...keepFrameTimes(major), "-enc_time_base", "-1", ...(isOriginal ? [] : ["-copyts"])];
  const input = ["-v", "fatal", "-i", filePath, "-map", streamIndex === undefined ? "0:v:0" : `0:${streamIndex}`];
  const { stdout } = await ffmpeg(...input, ...passThrough, "-f", "framemd5", "-");
  const text = stdout.toString();
  const [, num, den] = /#tb 0: (\d+)\/(\d+)/.exec(text) ?? [];
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(",").map((field) => field.trim()))
    .map(([, , pts, , , hash]) => ({
      pts: Number(pts),
      seconds: (Number(pts) * Number(num)) / Number(den),
      hash: hash!,
    }));
}

/** What is wrong with a cut; empty when it is right. `worstSsim` is of the encoded frames, 1 without any. */
export type Verdict = {
  problems: string[];
  worstSsim: number;
  /** How far the sound is from where it was; null without sound. */
  lagSamples: number | null;
  sampleRate: number | null;
};

/**
 * Judges `clipPath` against the window it was cut from. `shownPts`: the window's pts in order of presentation (media time).
 */
export async function judgeClip(input: {
  windowPath: string;
  clipPath: string;
  result: SpliceResult;
  shownPts: number[];
  scratchDir: string;
  source?: DecodedFrame[];
  /** How much of its sound may lack at the start: a cut at a keyframe reads no packet before it. */
  silentSeconds?: number;
}): Promise<Verdict> {
  const { result, shownPts } = input;
  const problems: string[] = [];
  const source = input.source ?? (await decodeFrames(input.windowPath));
  const clip = await decodeFrames(input.clipPath);
  // A window that starts in an open GOP lacks what its first frames refer to: decoders leave them out.
  const missing = shownPts.length - source.length;
  const first = shownPts.indexOf(result.startTicks);
  const count = result.framesCopied + result.framesEncoded;
  if (missing < 0 || first < missing)
    problems.push(`the window decodes to ${source.length} of ${shownPts.length} frames`);
  if (clip.length !== count) problems.push(`${clip.length} frames instead of ${count}`);
  if (clip[0]?.pts !== 0) problems.push(`starts at ${clip[0]?.pts}`);
  const end = shownPts[first + count];
  if (end !== undefined && end !== result.endTicks)
    problems.push(`ends at ${result.endTicks}, the next frame is at ${end}`);
  for (const [index, frame] of clip.entries()) {
    const expected = shownPts[first + index]! - result.startTicks;
    if (frame.pts !== expected) problems.push(`frame ${index} at ${frame.pts} instead of ${expected}`);
    const isCopied = index >= result.framesBefore && index < result.framesBefore + result.framesCopied;
    if (isCopied && frame.hash !== source[first - missing + index]?.hash)
      problems.push(`copied frame ${index} differs`);
  }
  // Times are kept: on a variable frame rate the null muxer itself complains otherwise, about the source too.
  const { stderr } = await ffmpeg("-v", "warning", "-i", input.clipPath, "-enc_time_base", "-1", "-f", "null", "-");
  if (stderr.trim() !== "") problems.push(`decoder says: ${stderr.trim().slice(0, 200)}`);
  const worstSsim = result.framesEncoded > 0 ? await findWorstSsim({ ...input, first: first - missing, count }) : 1;
  if (worstSsim < 0.98) problems.push(`SSIM ${worstSsim}`);
  const sound = await compareSound({ ...input, shownPts: shownPts.slice(missing) });
  problems.push(...sound.problems);
  const { lagSamples, sampleRate } = sound;
  return { problems: problems.slice(0, 8), worstSsim, lagSamples, sampleRate };
}

async function findWorstSsim(input: {
  windowPath: string;
  clipPath: string;
  first: number;
  count: number;
  scratchDir: string;
}) {
  const dir = await mkdtemp(path.join(input.scratchDir, "ssim-"));
  const statsPath = path.join(dir, "stats.txt");
  const last = input.first + input.count - 1;
  // An odd row or column can't be kept by a clip that is encoded whole.
  const same = "crop=trunc(iw/2)*2:trunc(ih/2)*2,settb=1/25,setpts=N";
  const graph = `[0:v]${same}[a];[1:v]select='between(n,${input.first},${last})',${same}[b];[a][b]ssim=stats_file=${statsPath}`;
  await ffmpeg(
    "-v",
    "fatal",
    "-i",
    input.clipPath,
    "-i",
    input.windowPath,
    "-filter_complex",
    graph,
    "-an",
    "-f",
    "null",
    "-",
  );
  const text = await readFile(statsPath, "utf8");
  await rm(dir, { recursive: true });
  return [...text.matchAll(/All:([\d.]+)/g)].reduce((worst, [, all]) => Math.min(worst, Number(all)), 1);
}

type Sound = { startSample: number; sampleRate: number; left: Float32Array };

/** The first channel of a file's sound and when it starts, on the file's own timeline; null without audio. */
async function decodeSound(filePath: string, isOriginal = false): Promise<Sound | null> {
  const graph = ["-filter_complex", "[0:a:0]pan=mono|c0=c0,ashowinfo[a]", "-map", "[a]"];
  try {
    const { stdout, stderr } = await ffmpeg(
      ...["-v", "info", ...(isOriginal ? [] : ["-copyts"]), "-i", filePath, ...graph, "-f", "f32le", "-"],
    );
    const heard = new Float32Array(stdout.buffer, stdout.byteOffset, stdout.length >> 2);
    const lines = [...stderr.matchAll(/\] n: *\d+ pts: *(-?\d+) .*? rate:(\d+) nb_samples:(\d+)/g)];
    const frames = lines.map(([, pts, , count]) => ({ pts: Number(pts), count: Number(count) }));
    const sampleRate = Number(lines[0]?.[2]);
    return { startSample: frames[0]?.pts ?? 0, sampleRate, left: placeFrames(heard, frames, sampleRate / 500) };
  } catch {
    return null;
  }
}

/** Puts every sound where its time is: silence into holes, one over the other where recordings were joined. Times may be rounded. */
function placeFrames(
  heard: Float32Array,
  frames: { pts: number; count: number }[],
  leastSamples: number,
): Float32Array {
  let end = frames[0]?.pts ?? 0;
  let silence = 0;
  const silenceBefore = frames.map(({ pts, count }) => {
    const hole = Math.abs(pts - end) > leastSamples ? pts - end : 0;
    silence += hole;
    end += hole + count;
    return silence;
  });
  const placed = new Float32Array(heard.length + silence);
  let from = 0;
  for (const [n, { count }] of frames.entries()) {
    placed.set(heard.subarray(from, from + count), from + silenceBefore[n]!);
    from += count;
  }
  return placed;
}

/** Exact: ffmpeg's own seconds have six digits, which isn't to the sample. */
async function firstVideoSeconds(filePath: string): Promise<number> {
  const show = ["-map", "0:v:0", "-vf", "showinfo", "-frames:v", "1", "-f", "null", "-"];
  const { stderr } = await ffmpeg("-v", "info", "-copyts", "-i", filePath, ...show);
  const [, num, den] = /config in time_base: (\d+)\/(\d+)/.exec(stderr) ?? [];
  return (Number(/n: *0 pts: *(-?\d+)/.exec(stderr)?.[1]) * Number(num)) / Number(den);
}

/** Slides the clip's sound over the window's: where it fits best must be where it was. */
async function compareSound(input: {
  windowPath: string;
  clipPath: string;
  result: SpliceResult;
  shownPts: number[];
  silentSeconds?: number;
}) {
  const [source, clip] = await Promise.all([decodeSound(input.windowPath), decodeSound(input.clipPath)]);
  const { result, shownPts } = input;
  const zeroSeconds = await firstVideoSeconds(input.windowPath);
  const startSeconds = zeroSeconds + (result.startTicks - shownPts[0]!) / result.timescale;
  const lengthSeconds = (result.endTicks - result.startTicks) / result.timescale;
  if (source === null || source.left.length === 0) {
    return {
      problems: clip === null || clip.left.length === 0 ? [] : ["sound from nowhere"],
      lagSamples: null,
      sampleRate: null,
    };
  }
  const { sampleRate } = source;
  const sourceStart = source.startSample / sampleRate;
  const sourceEnd = sourceStart + source.left.length / sampleRate;
  const heardFrom = Math.max(startSeconds, sourceStart);
  const heardTo = Math.min(startSeconds + lengthSeconds, sourceEnd);
  if (clip === null || clip.left.length === 0) {
    return { problems: heardTo - heardFrom > 0.03 ? ["no sound"] : [], lagSamples: null, sampleRate: null };
  }
  const problems: string[] = [];
  const heardSeconds = clip.left.length / sampleRate;
  if (heardSeconds < heardTo - heardFrom - 0.002 - (input.silentSeconds ?? 0))
    problems.push(`sound lasts ${heardSeconds} of ${heardTo - heardFrom} s`);
  if (heardSeconds > heardTo - heardFrom + 0.045)
    problems.push(`sound lasts ${heardSeconds} for ${heardTo - heardFrom} s`);
  const expectedAt = Math.round(startSeconds * sampleRate) + clip.startSample - source.startSample;
  const lagSamples = findLag(source.left, clip.left, expectedAt);
  if (Math.abs(lagSamples) > (await findJitter(input.windowPath))) problems.push(`sound is ${lagSamples} samples off`);
  return { problems, lagSamples, sampleRate };
}

/**
 * Compares the sound of a processed video with its original's, near both ends: it must be where it was beside the picture,
 * whose first frame is at the given time in each. Resolves with what is wrong.
 */
export async function compareWithOriginal(input: {
  originalPath: string;
  processedPath: string;
  originalZeroSeconds: number;
  processedZeroSeconds: number;
}): Promise<string[]> {
  const [source, ours] = await Promise.all([decodeSound(input.originalPath, true), decodeSound(input.processedPath)]);
  if (!source?.left.length || !ours?.left.length) return source?.left.length || ours?.left.length ? ["no sound"] : [];
  const { sampleRate } = ours;
  if (sampleRate !== source.sampleRate) return [];
  const zeroShift = Math.round((input.originalZeroSeconds - input.processedZeroSeconds) * sampleRate);
  const length = Math.min(sampleRate, ours.left.length);
  const problems: string[] = [];
  for (const from of [Math.min(sampleRate, ours.left.length - length), Math.max(0, ours.left.length - 2 * length)]) {
    const expectedAt = ours.startSample + from + zeroShift - source.startSample;
    const lag = findLag(source.left, ours.left.subarray(from, from + length), expectedAt);
    if (Math.abs(lag) > 0.002 * sampleRate)
      problems.push(`sound at ${from} of ${ours.left.length} is ${lag} samples off`);
  }
  return problems;
}

/** Containers that keep milliseconds leave sound packets of uneven lengths: a packet's own time is that far off, then. */
async function findJitter(windowPath: string): Promise<number> {
  const audio = (await readWindow(windowPath)).find(({ init }) => init.kind === "audio");
  if (audio === undefined) return 0;
  const uneven = audio.samples.filter(({ durationTicks }) => durationTicks !== 1024).length;
  return uneven > audio.samples.length / 50 ? Math.ceil(audio.init.timescale / 1000) : 0;
}

/** By how many samples (up to 2400 either way) a moved clip would fit better than at `expectedAt`; ties go to the smaller. */
function findLag(source: Float32Array, clip: Float32Array, expectedAt: number): number {
  // The very first samples are skipped: at the start of a window a decoder has nothing to lead in with.
  const from = Math.min(2048, clip.length >> 1);
  const length = Math.min(clip.length - from, 48_000);
  let best = { lag: Number.NaN, error: Number.POSITIVE_INFINITY };
  for (let step = 0; step <= 2400; step += 1) {
    for (const lag of step === 0 ? [0] : [-step, step]) {
      let error = 0;
      for (let index = 0; index < length && error < best.error; index += 3) {
        const difference = clip[from + index]! - (source[expectedAt + lag + from + index] ?? 0);
        error += difference * difference;
      }
      if (error < best.error * 0.999) best = { lag, error };
    }
  }
  return best.lag;
}
