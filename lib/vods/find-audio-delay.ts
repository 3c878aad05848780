import type { Ctx } from "#lib/context.ts";
import { fileInput } from "#lib/platform/ffmpeg/input-args.ts";
import type { ProbeFacts } from "#lib/platform/ffmpeg/parse-probe.ts";
import { runFfprobe } from "#lib/platform/ffmpeg/run-ffprobe.ts";

const lookSeconds = 5;

/**
 * How much later (pts, seconds; negative: earlier) the first audio packet of a local file is than its first video
 * packet; null where there is no audio or it begins later than a few seconds in.
 */
export async function findAudioDelay(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  input: { filePath: string; demuxer: string; probe: ProbeFacts },
): Promise<number | null> {
  const video = input.probe.video;
  const [audio] = input.probe.audio;
  if (!video || !audio) return null;
  // It only sharpens what the edit lists say, and the packaged ffprobe crashes on some files: then it is not known.
  const text = await runFfprobe(ctx, {
    args: [
      ...["-v", "quiet", "-read_intervals", `%+${lookSeconds}`, "-show_entries", "packet=stream_index,pts_time"],
      ...["-of", "csv=p=0", ...fileInput(input.filePath, input.demuxer)],
    ],
    limits: { timeoutMs: 120_000 },
  }).catch((error) => {
    if (ctx.signal.aborted) throw error;
    return "";
  });
  const videoStart = firstPts(text, video.streamIndex);
  const audioStart = firstPts(text, audio.streamIndex);
  return videoStart === null || audioStart === null ? null : audioStart - videoStart;
}

/** The first packet's pts of a stream in `stream_index,pts_time` lines. Pure. */
export function firstPts(text: string, streamIndex: number): number | null {
  for (const line of text.split("\n")) {
    const [stream, pts] = line.split(",");
    if (stream === String(streamIndex)) return Number.isFinite(Number(pts)) && pts !== "" ? Number(pts) : null;
  }
  return null;
}
