/** For tests and the sweep: whether the sound of a file is where it was in another. */
import { readWindow } from "./mp4/read-window.ts";
import type { SpliceResult } from "./splice-clip.ts";
import { ffmpeg, useAllStreams } from "./testing-ffmpeg.ts";

type Sound = { startSample: number; sampleRate: number; left: Float32Array };

/** The first channel of a file's sound and when it starts, on the file's own timeline; null without audio. */
async function decodeSound(filePath: string, isOriginal = false): Promise<Sound | null> {
  const graph = ["-filter_complex", "[0:a:0]pan=mono|c0=c0,ashowinfo[a]", "-map", "[a]"];
  try {
    const { stdout, stderr } = await ffmpeg(
      ...["-v", "info", ...(isOriginal ? [] : ["-copyts"]), "-i", filePath, ...graph, "-f", "f32le", "-"],
      ...(isOriginal ? useAllStreams : []),
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
export async function compareSound(input: {
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
