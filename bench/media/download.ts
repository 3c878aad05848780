import { mkdir, open, rm } from "node:fs/promises";
import path from "node:path";
import { getMedia } from "#lib/vods/queries.ts";
import type { Bounds } from "./cut-all.ts";
import { timed } from "./figures.ts";
import type { Installation } from "./installation.ts";
import { plainFfmpeg } from "./tools.ts";

const connections = 8;
const partBytes = 64 * 1024 * 1024;

/**
 * The way without an index: the whole object to local disk over 8 connections, then one copying ffmpeg a clip. The
 * file as it is stored can't be sought in without its playlist, so it is the cut of an ordinary MP4 that is timed.
 */
export async function downloadThenCut(
  install: Installation,
  input: { vodId: string; bounds: Bounds[] },
): Promise<{ downloadSeconds: number; cutSeconds: number }> {
  const { ctx, accountId } = install;
  const { row } = await getMedia(ctx, { accountId, vodId: input.vodId });
  const dir = path.join(install.dir, "downloaded");
  await mkdir(dir, { recursive: true });
  const filePath = path.join(dir, "vod.mp4");
  const download = await timed(async () => {
    const file = await open(filePath, "w");
    let next = 0;
    const connection = async () => {
      while (next < row.videoSizeBytes) {
        const firstByte = next;
        next += partBytes;
        const range = { firstByte, lastByte: Math.min(next, row.videoSizeBytes) - 1 };
        let at = firstByte;
        for await (const chunk of await ctx.store.getRange(row.videoKey, range)) {
          await file.write(chunk, 0, chunk.length, at);
          at += chunk.length;
        }
      }
    };
    await Promise.all(Array.from({ length: connections }, connection));
    await file.close();
  });
  const plainPath = path.join(dir, "plain.mp4");
  // Not timed, and only as much as is cut from: who downloads has an ordinary file.
  const lastSeconds = Math.max(...input.bounds.map((one) => one.endSeconds));
  await plainFfmpeg(ctx.config, ["-i", filePath, "-t", String(lastSeconds + 10), "-c", "copy", plainPath]);
  await rm(filePath);
  const cut = await timed(async () => {
    for (const [n, { startSeconds, endSeconds }] of input.bounds.entries()) {
      const length = String(endSeconds - startSeconds);
      const out = path.join(dir, `clip-${n}.mp4`);
      await plainFfmpeg(ctx.config, ["-ss", String(startSeconds), "-i", plainPath, "-t", length, "-c", "copy", out]);
    }
  });
  await rm(dir, { recursive: true });
  return { downloadSeconds: download.seconds, cutSeconds: cut.seconds };
}
