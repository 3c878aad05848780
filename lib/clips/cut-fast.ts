import { type FileHandle, open } from "node:fs/promises";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { CutWork } from "./cut-exact.ts";
import { readAvcConfig } from "./splice/h264/sample-entry.ts";
import type { MediaSample } from "./splice/model.ts";
import { readWindow } from "./splice/mp4/read-window.ts";
import { scanSamples } from "./splice/scan-samples.ts";
import { writeClip } from "./splice/write-clip.ts";

/**
 * Cuts from a keyframe without encoding: the planned packets as they are, at their own times, and the sound between
 * their ends. Written by us: ffmpeg ends every track with the last picture it copied, and the sound, which lies behind
 * the picture in a fragment, lost up to a second of its end. Throws `invalid_input` where the keyframe isn't a whole
 * picture, `output_invalid` when the planned frames aren't there.
 */
export async function cutFast(ctx: Pick<Ctx, "signal">, work: CutWork): Promise<undefined> {
  const { plan, source } = work;
  const tracks = await readWindow(source.filePath);
  const video = tracks.find(({ init }) => init.kind === "video");
  const startTicks = plan.startTicks + source.zeroPtsTicks;
  const copyFrom = video?.samples.findIndex(({ pts }) => pts === startTicks) ?? -1;
  const copyTo = copyFrom + plan.frameCount;
  if (video === undefined || copyFrom < 0 || copyTo > video.samples.length) {
    throw new AppError(
      "output_invalid",
      "The clip's first picture isn't where the index has it. Process the VOD again.",
    );
  }
  const { init } = video;
  const samples = video.samples.map((sample) => ({ ...sample, isIdr: sample.isSync }));
  const window = await open(source.filePath, "r");
  try {
    await requireClean(window, init.sampleEntry, video.samples[copyFrom]!);
    const stretch = { startTicks, endTicks: plan.endTicks + source.zeroPtsTicks, frameCount: plan.frameCount };
    const parts = {
      ...{ window, video: { init, samples }, audio: tracks.filter((track) => track.init.kind === "audio") },
      ...{ plan: { ok: true as const, head: null, copyFrom, copyTo, tail: null, ...stretch }, head: null, tail: null },
      sampleEntry: init.sampleEntry,
    };
    await writeClip(parts, work.outPath, ctx.signal);
  } finally {
    await window.close();
  }
  return undefined;
}

/** A rolling refresh marks as keyframes pictures that get whole only frames later: no player shows the first of them. */
async function requireClean(window: FileHandle, sampleEntry: Buffer, first: MediaSample): Promise<void> {
  const config = readAvcConfig(sampleEntry);
  const scan = config === null ? null : await scanSamples(window, [first], config);
  if (scan?.ok !== true || scan.samples[0]?.isIntra !== false) return;
  throw new AppError(
    "invalid_input",
    "This stretch can't be copied from a keyframe without broken frames. Cut it in the mode exact.",
  );
}
