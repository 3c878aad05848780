import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";

export type EncoderContext = Pick<Ctx, "config" | "log" | "signal">;

/** A frame of the largest picture takes far less than this; what takes longer hangs. */
const msPerFrame = 2_000;
const leastMs = 120_000;

/**
 * Runs an encode of `frameCount` decoded frames. `ok: false` when ffmpeg can't do it with this video.
 * Throws when it was cancelled, ran out of time or disk, or isn't there.
 */
export async function runEncoder(ctx: EncoderContext, args: string[], frameCount: number): Promise<{ ok: boolean }> {
  try {
    await runFfmpeg(ctx, { args, limits: { timeoutMs: leastMs + frameCount * msPerFrame } });
    return { ok: true };
  } catch (error) {
    const isOfTheVideo =
      error instanceof AppError && (error.code === "output_invalid" || error.code === "media_unreadable");
    if (!isOfTheVideo) throw error;
    ctx.log.warn({ args, ...error.details }, "frames at a clip's edges could not be encoded");
    return { ok: false };
  }
}
