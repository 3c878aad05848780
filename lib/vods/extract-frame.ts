import { open } from "node:fs/promises";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { findFfmpeg } from "#lib/platform/ffmpeg/find-binaries.ts";
import { fileInput } from "#lib/platform/ffmpeg/input-args.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import type { MediaIndex, WindowPlan } from "./model.ts";
import { keepFrameTimes } from "./process-args.ts";

/** The frame shown at `atTicks` as JPEG, out of a window file that holds it. Throws `output_invalid` when nothing decodes. */
export async function extractFrame(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  input: { windowPath: string; index: MediaIndex; atTicks: number; widthPx: number },
): Promise<Buffer> {
  const { index, widthPx } = input;
  const { major } = await findFfmpeg(ctx.config);
  const frameTicks = Math.ceil((index.videoTimescale * index.frameRateDen) / index.frameRateNum);
  // The frame shown at a moment is the one whose time has come last: later than one frame before it.
  const afterPts = input.atTicks + index.zeroPtsTicks - frameTicks;
  const run = async (select: string) => {
    const { stdout } = await runFfmpeg(ctx, {
      args: [
        ...["-v", "error", "-copyts", ...fileInput(input.windowPath, "mov"), "-map", "0:v:0", "-an"],
        ...["-vf", `${select}scale=${widthPx}:-2`, ...keepFrameTimes(major), "-frames:v", "1", "-q:v", "4"],
        ...["-f", "image2pipe", "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "pipe:1"],
      ],
      limits: { timeoutMs: 60_000 },
      stdout: "buffer",
    });
    return stdout;
  };
  let jpeg = await run(`select=gt(pts\\,${afterPts}),`);
  // Past the last frame of a variable rate: any picture of the window is better than none.
  if (jpeg.length === 0) jpeg = await run("");
  if (jpeg.length === 0) throw new AppError("output_invalid", "No picture could be decoded at this position.");
  return jpeg;
}

/** Copies a window out of a local processed file: the init segment and one range. */
export async function sliceWindow(fromPath: string, plan: WindowPlan, toPath: string): Promise<void> {
  const from = await open(fromPath, "r");
  const to = await open(toPath, "w");
  try {
    const parts = [
      [0, plan.initBytes],
      [plan.firstByte, plan.lastByte + 1],
    ] as const;
    const buffer = Buffer.alloc(1024 * 1024);
    for (const [start, end] of parts) {
      for (let at = start; at < end; ) {
        const { bytesRead } = await from.read(buffer, 0, Math.min(buffer.length, end - at), at);
        if (bytesRead === 0) throw new AppError("output_invalid", "The processed file ends too early. Try again.");
        await to.write(buffer, 0, bytesRead);
        at += bytesRead;
      }
    }
  } finally {
    await from.close();
    await to.close();
  }
}
