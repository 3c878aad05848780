import type { Ctx } from "#lib/context.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { ticksToSeconds } from "#lib/time.ts";
import type { CutSource, CutWork } from "./cut-exact.ts";
import type { CutPlan } from "./model.ts";

/**
 * ffmpeg's arguments for copying the window's first `frameCount` packets and the sound up to their end. The window
 * begins with the keyframe; nothing is sought, because seeking in a fragmented file isn't exact.
 */
export function buildFastArgs(input: { source: CutSource; plan: CutPlan; outPath: string }): string[] {
  const { source, plan } = input;
  const seconds = (ticks: number) => ticksToSeconds(ticks + source.zeroPtsTicks, plan.timescale).toFixed(6);
  return [
    ...["-copyts", "-f", "mov", "-i", source.filePath, "-map", "0:v:0"],
    ...(source.hasAudio ? ["-map", "0:a:0"] : []),
    ...["-c", "copy", "-frames:v", String(plan.frameCount), "-to", seconds(plan.endTicks)],
    ...["-output_ts_offset", `-${seconds(plan.startTicks)}`],
    ...["-video_track_timescale", String(plan.timescale), "-map_metadata", "-1", "-map_chapters", "-1"],
    ...["-movflags", "+faststart", "-f", "mp4", input.outPath],
  ];
}

/** Cuts from a keyframe without encoding. */
export async function cutFast(ctx: Pick<Ctx, "config" | "log" | "signal">, work: CutWork): Promise<undefined> {
  await runFfmpeg(ctx, { args: buildFastArgs(work), limits: { timeoutMs: work.timeoutMs } });
}
