/** For tests and the sweep: small media of any shape, windows of it, and a judge of cuts that trusts only decoded frames. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { SpliceResult } from "./splice-clip.ts";

const run = promisify(execFile);
const ffmpegPath = process.env.FFMPEG_PATH ?? "ffmpeg";

/** Runs ffmpeg for a test; resolves with what it wrote. */
export async function ffmpeg(...args: string[]): Promise<{ stdout: Buffer; stderr: string }> {
  const options = { encoding: "buffer", maxBuffer: 2 ** 30 } as const;
  const { stdout, stderr } = await run(ffmpegPath, ["-hide_banner", "-nostdin", "-y", ...args], options);
  return { stdout, stderr: stderr.toString() };
}

/** A sound whose pitch never repeats, so that every shift of it shows. */
export const chirp = (seconds: number): string =>
  `aevalsrc='0.5*sin(2*PI*(300*t+40*t*t))|0.5*sin(2*PI*(500*t+30*t*t))':s=48000:d=${seconds}`;

/** Pieces of a stored VOD: its bytes and, per segment, where they are and how long they show. */
export type StoredVod = { filePath: string; initBytes: number; segments: { at: number; sizeBytes: number; seconds: number }[] };

/** Stores `sourcePath` as one fragmented MP4 with a byte-range playlist, as processing does. */
export async function storeVod(sourcePath: string, dir: string): Promise<StoredVod> {
  const playlistPath = path.join(dir, "vod.m3u8");
  const hls = ["-f", "hls", "-hls_segment_type", "fmp4", "-hls_flags", "single_file", "-hls_time", "2"];
  await ffmpeg("-v", "error", "-i", sourcePath, "-map", "0:v:0", "-map", "0:a?", "-c", "copy", ...hls, "-hls_playlist_type", "vod", playlistPath);
  const text = await readFile(playlistPath, "utf8");
  const segments = [...text.matchAll(/#EXTINF:([\d.]+),\s+#EXT-X-BYTERANGE:(\d+)@(\d+)/g)].map(([, seconds, size, at]) => ({
    at: Number(at),
    sizeBytes: Number(size),
    seconds: Number(seconds),
  }));
  const initBytes = Number(/#EXT-X-MAP:.*BYTERANGE="(\d+)@0"/.exec(text)?.[1]);
  return { filePath: path.join(dir, "vod.m4s"), initBytes, segments };
}

/** Writes the window of the segments `from`..`to` (included). */
export async function writeWindow(vod: StoredVod, from: number, to: number, windowPath: string): Promise<void> {
  const bytes = await readFile(vod.filePath);
  const last = vod.segments[to]!;
  const range = bytes.subarray(vod.segments[from]!.at, last.at + last.sizeBytes);
  await writeFile(windowPath, Buffer.concat([bytes.subarray(0, vod.initBytes), range]));
}

/** Decoded frames in order: pts in the track's own ticks, and a hash of the picture. */
export async function decodeFrames(filePath: string): Promise<{ pts: number; hash: string }[]> {
  const passThrough = ["-vsync", "0", "-enc_time_base", "-1", "-copyts"];
  const { stdout } = await ffmpeg("-v", "fatal", "-i", filePath, "-map", "0:v:0", ...passThrough, "-f", "framemd5", "-");
  return stdout
    .toString()
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(",").map((field) => field.trim()))
    .map(([, , pts, , , hash]) => ({ pts: Number(pts), hash: hash! }));
}

/** What is wrong with a cut; empty when it is right. `worstSsim` is of the encoded frames, 1 without any. */
export type Verdict = { problems: string[]; worstSsim: number; audioLagSamples: number | null };

/**
 * Judges `clipPath` against the window it was cut from. `shownPts`: the window's pts in order of presentation (media time).
 * `copiedHashesMatch` false: the whole clip was encoded.
 */
export async function judgeClip(input: {
  windowPath: string;
  clipPath: string;
  result: SpliceResult;
  shownPts: number[];
  headFrames: number;
  scratchDir: string;
  source?: { pts: number; hash: string }[];
}): Promise<Verdict> {
  const { result, shownPts, headFrames } = input;
  const problems: string[] = [];
  const source = input.source ?? (await decodeFrames(input.windowPath));
  const clip = await decodeFrames(input.clipPath);
  const first = shownPts.indexOf(result.startTicks);
  const count = result.framesCopied + result.framesEncoded;
  if (source.length !== shownPts.length) problems.push(`the window decodes to ${source.length} of ${shownPts.length} frames`);
  if (clip.length !== count) problems.push(`${clip.length} frames instead of ${count}`);
  if (clip[0]?.pts !== 0) problems.push(`starts at ${clip[0]?.pts}`);
  const end = shownPts[first + count];
  if (end !== undefined && end !== result.endTicks) problems.push(`ends at ${result.endTicks}, the next frame is at ${end}`);
  for (const [index, frame] of clip.entries()) {
    const expected = shownPts[first + index]! - result.startTicks;
    if (frame.pts !== expected) problems.push(`frame ${index} at ${frame.pts} instead of ${expected}`);
    const isCopied = index >= headFrames && index < headFrames + result.framesCopied;
    if (isCopied && frame.hash !== source[first + index]?.hash) problems.push(`copied frame ${index} differs`);
  }
  const { stderr } = await ffmpeg("-v", "warning", "-i", input.clipPath, "-f", "null", "-");
  if (stderr.trim() !== "") problems.push(`decoder says: ${stderr.trim().slice(0, 200)}`);
  const worstSsim = result.framesEncoded > 0 ? await findWorstSsim({ ...input, first, count }) : 1;
  if (worstSsim < 0.98) problems.push(`SSIM ${worstSsim}`);
  const sound = await compareSound(input);
  problems.push(...sound.problems);
  return { problems: problems.slice(0, 8), worstSsim, audioLagSamples: sound.lagSamples };
}

async function findWorstSsim(input: { windowPath: string; clipPath: string; first: number; count: number; scratchDir: string }) {
  const dir = await mkdtemp(path.join(input.scratchDir, "ssim-"));
  const statsPath = path.join(dir, "stats.txt");
  const last = input.first + input.count - 1;
  const same = "settb=1/25,setpts=N";
  const graph = `[0:v]${same}[a];[1:v]select='between(n,${input.first},${last})',${same}[b];[a][b]ssim=stats_file=${statsPath}`;
  await ffmpeg("-v", "fatal", "-i", input.clipPath, "-i", input.windowPath, "-filter_complex", graph, "-an", "-f", "null", "-");
  const text = await readFile(statsPath, "utf8");
  await rm(dir, { recursive: true });
  return [...text.matchAll(/All:([\d.]+)/g)].reduce((worst, [, all]) => Math.min(worst, Number(all)), 1);
}

type Sound = { startSample: number; sampleRate: number; left: Float32Array };

/** The first channel of a file's sound and when it starts, on the file's own timeline; null without audio. */
async function decodeSound(filePath: string): Promise<Sound | null> {
  const graph = ["-filter_complex", "[0:a:0]pan=mono|c0=c0,ashowinfo[a]", "-map", "[a]"];
  try {
    const { stdout, stderr } = await ffmpeg("-v", "info", "-copyts", "-i", filePath, ...graph, "-f", "f32le", "-");
    const [, pts, sampleRate] = /n:0 pts:(-?\d+) .*? rate:(\d+)/.exec(stderr) ?? [];
    const left = new Float32Array(stdout.buffer, stdout.byteOffset, stdout.length >> 2);
    return { startSample: Number(pts), sampleRate: Number(sampleRate), left };
  } catch {
    return null;
  }
}

/** Exact: ffmpeg's own seconds have six digits, which isn't to the sample. */
async function firstVideoSeconds(filePath: string): Promise<number> {
  const show = ["-map", "0:v:0", "-vf", "showinfo", "-frames:v", "1", "-f", "null", "-"];
  const { stderr } = await ffmpeg("-v", "info", "-copyts", "-i", filePath, ...show);
  const [, num, den] = /config in time_base: (\d+)\/(\d+)/.exec(stderr) ?? [];
  return (Number(/n: *0 pts: *(-?\d+)/.exec(stderr)?.[1]) * Number(num)) / Number(den);
}

/** Slides the clip's sound over the window's: where it fits best must be where it was. */
async function compareSound(input: { windowPath: string; clipPath: string; result: SpliceResult; shownPts: number[] }) {
  const [source, clip] = await Promise.all([decodeSound(input.windowPath), decodeSound(input.clipPath)]);
  const { result, shownPts } = input;
  const zeroSeconds = await firstVideoSeconds(input.windowPath);
  const startSeconds = zeroSeconds + (result.startTicks - shownPts[0]!) / result.timescale;
  const lengthSeconds = (result.endTicks - result.startTicks) / result.timescale;
  if (source === null || source.left.length === 0) {
    return { problems: clip === null || clip.left.length === 0 ? [] : ["sound from nowhere"], lagSamples: null };
  }
  const { sampleRate } = source;
  const sourceStart = source.startSample / sampleRate;
  const sourceEnd = sourceStart + source.left.length / sampleRate;
  const heardFrom = Math.max(startSeconds, sourceStart);
  const heardTo = Math.min(startSeconds + lengthSeconds, sourceEnd);
  if (clip === null || clip.left.length === 0) {
    return { problems: heardTo - heardFrom > 0.03 ? ["no sound"] : [], lagSamples: null };
  }
  const problems: string[] = [];
  const heardSeconds = clip.left.length / sampleRate;
  if (heardSeconds < heardTo - heardFrom - 0.002) problems.push(`sound lasts ${heardSeconds} of ${heardTo - heardFrom} s`);
  if (heardSeconds > heardTo - heardFrom + 0.045) problems.push(`sound lasts ${heardSeconds} for ${heardTo - heardFrom} s`);
  const expectedAt = Math.round(startSeconds * sampleRate) + clip.startSample - source.startSample;
  const lagSamples = findLag(source.left, clip.left, expectedAt);
  if (lagSamples !== 0) problems.push(`sound is ${lagSamples} samples off`);
  return { problems, lagSamples };
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
