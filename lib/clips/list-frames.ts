import { open } from "node:fs/promises";
import type { Ctx } from "#lib/context.ts";
import { runFfprobe } from "#lib/platform/ffmpeg/run-ffprobe.ts";
import { readInit, walkFragments } from "#lib/vods/walk-file.ts";

/** Presentation times of a local MP4's video packets in decode order, in ticks of its own time base. */
export async function listFramePts(ctx: Pick<Ctx, "config" | "log" | "signal">, filePath: string): Promise<number[]> {
  return (await listFragmentPts(filePath)) ?? (await probeFramePts(ctx, filePath));
}

/** From the headers of a window of a processed file, without reading its media; null where the file isn't fragmented. */
async function listFragmentPts(filePath: string): Promise<number[] | null> {
  const file = await open(filePath, "r");
  try {
    const { size: sizeBytes } = await file.stat();
    const { init, tracks } = await readInit(file, sizeBytes);
    const video = tracks.find((track) => track.kind === "video");
    if (!video) return null;
    const found: number[] = [];
    for await (const fragment of walkFragments(file, { initBytes: init.length, sizeBytes, tracks })) {
      for (const track of fragment.tracks) {
        if (track.trackId === video.id) for (const { ptsTicks } of track.samples) found.push(ptsTicks);
      }
    }
    return found.length > 0 ? found : null;
  } finally {
    await file.close();
  }
}

async function probeFramePts(ctx: Pick<Ctx, "config" | "log" | "signal">, filePath: string): Promise<number[]> {
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
