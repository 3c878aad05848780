import { type FileHandle, open } from "node:fs/promises";
import { readAvcConfig } from "./h264/sample-entry.ts";
import { type MediaSample, refuse, type SpliceRefusal } from "./model.ts";
import { readWindow } from "./mp4/read-window.ts";
import { scanSamples } from "./scan-samples.ts";
import { writeClip } from "./write-clip.ts";

/**
 * Copies `frameCount` frames in decode order from the one shown at `startTicks` (media time of the video track in the
 * file) on, and the sound up to `endTicks`. Any codec; the caller has made sure that these frames need no others. Refuses
 * as `open_gop` to begin at a picture that isn't whole.
 */
export async function copyClip(
  signal: AbortSignal,
  input: { windowPath: string; startTicks: number; endTicks: number; frameCount: number; outPath: string },
): Promise<{ ok: true; sizeBytes: number } | SpliceRefusal> {
  const { startTicks, endTicks, frameCount } = input;
  const tracks = await readWindow(input.windowPath);
  const video = tracks.find(({ init }) => init.kind === "video");
  const copyFrom = video?.samples.findIndex(({ pts }) => pts === startTicks) ?? -1;
  const copyTo = copyFrom + frameCount;
  if (video === undefined || copyFrom < 0 || copyTo > video.samples.length) {
    return refuse("outside_window", "The bounds reach past the media that was read.");
  }
  const window = await open(input.windowPath, "r");
  try {
    if (!(await isWhole(window, video.init.sampleEntry, video.samples[copyFrom]!))) {
      return refuse("open_gop", "Its first pictures would be broken: they get whole only some frames later.");
    }
    const parts = {
      window,
      // A key frame of any codec is where a player may begin.
      video: { init: video.init, samples: video.samples.map((sample) => ({ ...sample, isIdr: sample.isSync })) },
      audio: tracks.filter(({ init }) => init.kind === "audio"),
      plan: { ok: true as const, head: null, tail: null, copyFrom, copyTo, frameCount, startTicks, endTicks },
      head: null,
      tail: null,
      sampleEntry: video.init.sampleEntry,
    };
    return { ok: true, ...(await writeClip(parts, input.outPath, signal)) };
  } finally {
    await window.close();
  }
}

/** A rolling refresh of H.264 marks as keyframes pictures that get whole only frames later: no player shows the first of them. */
async function isWhole(window: FileHandle, sampleEntry: Buffer, first: MediaSample): Promise<boolean> {
  const config = readAvcConfig(sampleEntry);
  const scan = config === null ? null : await scanSamples(window, [first], config);
  return scan?.ok !== true || scan.samples[0]?.isIntra !== false;
}
