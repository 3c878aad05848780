import { spawn } from "node:child_process";
import type { Ctx } from "#lib/context.ts";

export type EncoderContext = Pick<Ctx, "config" | "log" | "signal">;

/** Runs ffmpeg; `ok: false` when it fails. Throws when the signal aborts or ffmpeg isn't there. */
export async function runEncoder(ctx: EncoderContext, args: string[]): Promise<{ ok: boolean }> {
  return new Promise((resolve, reject) => {
    const child = spawn(ctx.config.ffmpegPath ?? "ffmpeg", args, {
      stdio: ["ignore", "ignore", "pipe"],
      signal: ctx.signal,
    });
    let stderr = "";
    child.stderr.on("data", (data) => {
      stderr = (stderr + data).slice(-4000);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code !== 0) ctx.log.warn({ args, stderr, code }, "encoding the edges of a clip failed");
      resolve({ ok: code === 0 });
    });
  });
}
