import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { withScratch } from "#lib/platform/scratch.ts";
import { extractFrame } from "./extract-frame.ts";
import { getMedia } from "./queries.ts";
import { readWindow } from "./read-window.ts";

/** Widths made, so that a caller can't fill the disk with sizes. */
const widthsPx = [160, 320, 480, 640, 960, 1280, 1920];

/**
 * The frame shown at `atTicks` (clamped to the video) as JPEG, at least `widthPx` wide (default 480, at most 1920). Reads
 * one segment from the store the first time; later asks are answered from local disk.
 */
export async function getFrameJpeg(
  ctx: Ctx,
  input: { accountId: AccountId; vodId: string; atTicks: number; widthPx?: number },
): Promise<Buffer> {
  const { accountId, vodId } = input;
  const { row, index } = await getMedia(ctx, input);
  const atTicks = Math.max(0, Math.min(Math.round(input.atTicks), index.durationTicks - 1));
  const widthPx = widthsPx.find((width) => width >= (input.widthPx ?? 480)) ?? widthsPx.at(-1)!;
  // The media row's id changes with its bytes, so an old picture is never shown for a new file.
  const file = path.join(ctx.config.dataDir, "cache", "frames", row.id, `${atTicks}-${widthPx}.jpg`);
  const kept = await readFile(file).catch(() => null);
  if (kept) return kept;

  const jpeg = await withScratch(ctx, "frame", async (dir) => {
    const window = await readWindow(ctx, { accountId, vodId, fromTicks: atTicks, toTicks: atTicks + 1, dir });
    return await extractFrame(ctx, { windowPath: window.filePath, index, atTicks, widthPx });
  });
  const making = `${file}.${randomUUID()}`;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(making, jpeg);
  await rename(making, file);
  return jpeg;
}
