import type { Ctx } from "#lib/context.ts";
import { findFfmpeg } from "#lib/platform/ffmpeg/find-binaries.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { ticksToSeconds } from "#lib/time.ts";
import { keepFrameTimes } from "#lib/vods/process-args.ts";
import type { CutPlan } from "./model.ts";

/** What a cutter works from: a local window file whose frame times are VOD ticks + `zeroPtsTicks`. */
export type CutSource = { filePath: string; zeroPtsTicks: number; hasAudio: boolean };
export type CutWork = {
  source: CutSource;
  plan: CutPlan;
  outPath: string;
  timeoutMs: number;
  onFraction?: (fraction: number) => void;
};

/**
 * ffmpeg's arguments for one encode of exactly the plan's frames. Frames are chosen by absolute pts in the file's own
 * time base; sound is cut to the sample at the same instants and silence fills what is missing before its start.
 */
export function buildExactArgs(input: {
  source: CutSource;
  plan: CutPlan;
  outPath: string;
  ffmpegMajor: number;
}): string[] {
  const { source, plan } = input;
  const from = plan.startTicks + source.zeroPtsTicks;
  const to = plan.endTicks + source.zeroPtsTicks;
  const fromSeconds = ticksToSeconds(from, plan.timescale).toFixed(6);
  const toSeconds = ticksToSeconds(to, plan.timescale).toFixed(6);
  const video = `[0:v:0]settb=1/${plan.timescale},trim=start_pts=${from}:end_pts=${to},setpts=PTS-${from}[v]`;
  const audio = `[0:a:0]atrim=start=${fromSeconds}:end=${toSeconds},asetpts=PTS-${fromSeconds}/TB,aresample=async=1:first_pts=0[a]`;
  return [
    ...["-copyts", "-f", "mov", "-i", source.filePath],
    ...["-filter_complex", source.hasAudio ? `${video};${audio}` : video, "-map", "[v]"],
    ...(source.hasAudio ? ["-map", "[a]", "-c:a", "aac", "-b:a", "192k"] : []),
    ...keepFrameTimes(input.ffmpegMajor),
    ...["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p"],
    ...["-video_track_timescale", String(plan.timescale), "-map_metadata", "-1", "-map_chapters", "-1"],
    ...["-movflags", "+faststart", "-f", "mp4", input.outPath],
  ];
}

/** Cuts to the frame by encoding the clip whole. */
export async function cutExact(ctx: Pick<Ctx, "config" | "log" | "signal">, work: CutWork): Promise<void> {
  const { major } = await findFfmpeg(ctx.config);
  await runFfmpeg(ctx, {
    args: buildExactArgs({ ...work, ffmpegMajor: major }),
    limits: { timeoutMs: work.timeoutMs },
    durationSeconds: work.plan.durationSeconds,
    onProgress: ({ fraction }) => fraction !== null && work.onFraction?.(fraction),
  });
}
