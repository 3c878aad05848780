/** For tests and the sweep: small media of any shape, stored as VODs are, and a judge of cuts that trusts only decoded frames. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { findFreeDiskBytes } from "#lib/platform/disk-space.ts";
import { findFfmpeg } from "#lib/platform/ffmpeg/find-binaries.ts";
import { sliceWindow } from "#lib/vods/extract-frame.ts";
import { type MediaIndex, planWindow } from "#lib/vods/model.ts";
import { prepareMedia } from "#lib/vods/prepare-media.ts";
import { keepFrameTimes } from "#lib/vods/process-args.ts";
import { windowMarginSeconds } from "./model.ts";
import { readWindow } from "./mp4/read-window.ts";
import type { SpliceResult } from "./splice-clip.ts";
import { ffmpeg, testContext, useAllStreams } from "./testing-ffmpeg.ts";
import { compareSound } from "./testing-sound.ts";

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
  const { stdout } = await ffmpeg(
    ...[...input, ...passThrough, "-f", "framemd5", "-"],
    ...(isOriginal ? useAllStreams : []),
  );
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
