import { open } from "node:fs/promises";
import { refuse, type SpliceRefusal } from "./model.ts";
import { readWindow } from "./mp4/read-window.ts";
import { writeClip } from "./write-clip.ts";

/**
 * Copies `frameCount` frames in decode order from the one shown at `startTicks` (media time of the video track in the
 * file) on, and the sound up to `endTicks`. Any codec; the caller has made sure that these frames need no others.
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
