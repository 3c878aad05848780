import type { Ctx } from "#lib/context.ts";
import { fileInput } from "#lib/platform/ffmpeg/input-args.ts";
import type { ProbeFacts } from "#lib/platform/ffmpeg/parse-probe.ts";
import { runFfprobe } from "#lib/platform/ffmpeg/run-ffprobe.ts";

/** Groups of pictures that begin before the part an edit list shows are shorter than this. */
const lookSeconds = 15;

/** What a local file's first packets say of its beginning. */
export type Beginning = {
  /** pts of the first picture shown, in the file's own time; null where it isn't known. */
  zeroSeconds: number | null;
  /**
   * How much later (pts, seconds; negative: earlier) the first audio packet is than the first video packet; null where
   * there is no audio or it begins later than that.
   */
  audioDelaySeconds: number | null;
  /** Pictures in front that an edit list hides: players decode them and show none, as of a clip cut without encoding. */
  hiddenFrames: number;
};

/** Reads the first seconds' packet headers of a local file. */
export async function readBeginning(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  input: { filePath: string; demuxer: string; probe: ProbeFacts },
): Promise<Beginning> {
  const video = input.probe.video;
  const [audio] = input.probe.audio;
  if (!video) return { zeroSeconds: null, audioDelaySeconds: null, hiddenFrames: 0 };
  // It only sharpens what the edit lists say, and the packaged ffprobe crashes on some files: then it is not known.
  const text = await runFfprobe(ctx, {
    args: [
      ...["-v", "quiet", "-read_intervals", `%+${lookSeconds}`],
      ...["-show_entries", "packet=stream_index,pts_time,flags"],
      ...["-of", "csv=p=0", ...fileInput(input.filePath, input.demuxer)],
    ],
    limits: { timeoutMs: 120_000 },
  }).catch((error) => {
    if (ctx.signal.aborted) throw error;
    return "";
  });
  const videoStart = firstPts(text, video.streamIndex);
  const audioStart = audio ? firstPts(text, audio.streamIndex) : null;
  return {
    ...findShown(text, video.streamIndex),
    audioDelaySeconds: videoStart === null || audioStart === null ? null : audioStart - videoStart,
  };
}

/** The first packet's pts of a stream in `stream_index,pts_time,flags` lines. Pure. */
export function firstPts(text: string, streamIndex: number): number | null {
  for (const line of text.split("\n")) {
    const [stream, pts] = line.split(",");
    if (stream === String(streamIndex)) return Number.isFinite(Number(pts)) && pts !== "" ? Number(pts) : null;
  }
  return null;
}

/**
 * The smallest pts of a stream's packets that aren't marked to be discarded, and how many that are come before it. Pure.
 */
export function findShown(text: string, streamIndex: number): Pick<Beginning, "zeroSeconds" | "hiddenFrames"> {
  const packets = text
    .split("\n")
    .map((line) => line.split(","))
    .filter(([stream, pts]) => stream === String(streamIndex) && pts !== "" && Number.isFinite(Number(pts)))
    .map(([, pts, flags]) => ({ pts: Number(pts), isHidden: flags?.includes("D") === true }));
  const zeroSeconds = packets.reduce(
    (least, one) => (one.isHidden ? least : Math.min(least, one.pts)),
    Number.POSITIVE_INFINITY,
  );
  if (zeroSeconds === Number.POSITIVE_INFINITY) return { zeroSeconds: null, hiddenFrames: 0 };
  return { zeroSeconds, hiddenFrames: packets.filter(({ pts, isHidden }) => isHidden && pts < zeroSeconds).length };
}
