import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { fileInput } from "#lib/platform/ffmpeg/input-args.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { createSoundMeter, loudnessSampleRate, type SoundCurves } from "./loudness.ts";

/**
 * Decodes a processed audio file once and measures it. `startSeconds`: where its first sample is after timeline zero.
 * More than two channels are mixed down to two. Null where the sound can't be decoded: a video is usable without curves.
 */
export async function measureSound(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  input: {
    audioPath: string;
    channels: number;
    startSeconds: number;
    durationSeconds: number;
    onFraction: (fraction: number) => void;
  },
): Promise<SoundCurves | null> {
  const channels = input.channels === 1 ? 1 : 2;
  const meter = createSoundMeter(channels, Math.round(input.startSeconds * loudnessSampleRate));
  try {
    await runFfmpeg(ctx, {
      args: [
        ...["-v", "error", ...fileInput(input.audioPath, "mov"), "-map", "0:a:0"],
        // Gaps become silence; the first sample written is the file's first.
        ...["-af", "aresample=async=1:first_pts=0", "-ac", String(channels), "-ar", String(loudnessSampleRate)],
        // One write a buffer instead of one a packet of 4 kB.
        ...["-flush_packets", "0", "-f", "s16le", "pipe:1"],
      ],
      limits: { timeoutMs: 60 * 60_000 },
      durationSeconds: input.durationSeconds,
      onProgress: ({ fraction }) => fraction !== null && input.onFraction(fraction),
      stdout: meter.push,
    });
  } catch (error) {
    if (!(error instanceof AppError) || !["output_invalid", "media_unreadable"].includes(error.code)) throw error;
    ctx.log.warn({ err: error }, "the sound could not be measured");
    return null;
  }
  return meter.finish();
}
