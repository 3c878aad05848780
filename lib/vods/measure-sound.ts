import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { fileInput } from "#lib/platform/ffmpeg/input-args.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { createSoundMeter, loudnessSampleRate, type SoundCurves } from "./loudness.ts";

/** A sound to measure: ffmpeg's input, what makes its samples follow one another, and where the first of them is. */
export type Sound = {
  input: string[];
  filter: string;
  channels: number;
  /** After timeline zero. */
  startSeconds: number;
  durationSeconds: number;
};

/** The sound of a processed audio file. Gaps become silence; the first sample written is the file's first. */
export const processedSound = (audioPath: string, facts: Omit<Sound, "input" | "filter">): Sound => ({
  input: [...fileInput(audioPath, "mov"), "-map", "0:a:0"],
  filter: "aresample=async=1:first_pts=0",
  ...facts,
});

/**
 * A sound track of an original, from `zeroSeconds` of the file's own time (timeline zero) on: what comes before is left
 * out, what begins later is silence until then.
 */
export const originalSound = (source: {
  filePath: string;
  demuxer: string;
  streamIndex: number;
  channels: number;
  zeroSeconds: number;
  durationSeconds: number;
}): Sound => ({
  input: ["-copyts", ...fileInput(source.filePath, source.demuxer), "-map", `0:${source.streamIndex}`],
  filter: `aresample=${loudnessSampleRate}:async=1:first_pts=${Math.round(source.zeroSeconds * loudnessSampleRate)}`,
  channels: source.channels,
  startSeconds: 0,
  durationSeconds: source.durationSeconds,
});

/**
 * Decodes a sound once and measures it. More than two channels are mixed down to two. Null where it can't be decoded: a
 * video is usable without curves.
 */
export async function measureSound(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  sound: Sound,
  onFraction: (fraction: number) => void,
): Promise<SoundCurves | null> {
  const channels = sound.channels === 1 ? 1 : 2;
  const meter = createSoundMeter(channels, Math.round(sound.startSeconds * loudnessSampleRate));
  try {
    await runFfmpeg(ctx, {
      args: [
        ...["-v", "error", ...sound.input, "-af", sound.filter],
        ...["-ac", String(channels), "-ar", String(loudnessSampleRate)],
        // One write a buffer instead of one a packet of 4 kB.
        ...["-flush_packets", "0", "-f", "s16le", "pipe:1"],
      ],
      limits: { timeoutMs: 60 * 60_000 },
      durationSeconds: sound.durationSeconds,
      onProgress: ({ fraction }) => fraction !== null && onFraction(fraction),
      stdout: meter.push,
    });
  } catch (error) {
    if (!(error instanceof AppError) || !["output_invalid", "media_unreadable"].includes(error.code)) throw error;
    ctx.log.warn({ err: error }, "the sound could not be measured");
    return null;
  }
  return meter.finish();
}
