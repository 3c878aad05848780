import type { Ctx } from "#lib/context.ts";
import { runFfprobe } from "#lib/platform/ffmpeg/run-ffprobe.ts";

/** Presentation times of a local MP4's video packets in decode order, in ticks of its own time base. */
export async function listFramePts(ctx: Pick<Ctx, "config" | "log" | "signal">, filePath: string): Promise<number[]> {
  const text = await runFfprobe(ctx, {
    args: [
      ...["-v", "error", "-f", "mov", "-select_streams", "v:0"],
      ...["-show_entries", "packet=pts", "-of", "csv=p=0", "-i", filePath],
    ],
    limits: { timeoutMs: 120_000 },
  });
  return text
    .split("\n")
    .map((line) => Number.parseInt(line, 10))
    .filter((pts) => Number.isFinite(pts));
}
