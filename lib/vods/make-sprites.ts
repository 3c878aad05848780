import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { fileInput } from "#lib/platform/ffmpeg/input-args.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import type { BuiltIndex } from "./build-index.ts";
import { apartInput, decodeApart } from "./decode-apart.ts";
import { chooseSegments, layOutSprites, type SpriteLayout } from "./sprites.ts";
import { writeKeyframes } from "./write-keyframes.ts";

export type Sprites = { layout: SpriteLayout; paths: string[] };

/**
 * Makes sheets of small pictures from keyframes of a local processed file. `size` is the picture as shown.
 * Null where they can't be decoded: a video is usable without.
 */
export async function makeSprites(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  input: { dir: string; videoPath: string; built: BuiltIndex; size: { width: number; height: number } },
): Promise<Sprites | null> {
  const { dir, built } = input;
  const { index } = built;
  const chosen = chooseSegments(index);
  const layout = layOutSprites(
    input.size,
    chosen.map((n) => index.segments.startTicks[n]!),
  );
  const { tileWidth, tileHeight, columns, rows } = layout;
  const toPath = path.join(dir, "keyframes.mp4");
  const source = {
    videoPath: input.videoPath,
    initBytes: index.initBytes,
    track: { id: built.videoTrackId, timescale: index.videoTimescale },
  };
  // The last one twice: `fps` drops the last frame of its input.
  const keyframes = [...chosen, chosen.at(-1)!].map((n) => built.segmentKeyframes[n]!);
  const areClean = await writeKeyframes({ ...source, keyframes, toPath });
  try {
    if (!areClean) await decodeApart(ctx, { source, keyframes, size: layout, toPath });
    // At a tenth of their size nobody sees the edges of blocks.
    const keyframesInput = ["-skip_loop_filter", "all", ...fileInput(toPath, "mov")];
    const read = areClean ? keyframesInput : apartInput(toPath, layout);
    await runFfmpeg(ctx, {
      args: [
        ...["-v", "error", ...read, "-map", "0:v:0", "-an"],
        // `fps` repeats the picture before one that doesn't decode, so that every other keeps its place.
        ...["-vf", `scale=${tileWidth}:${tileHeight}:flags=fast_bilinear,fps=1,tile=${columns}x${rows}`],
        ...["-q:v", "5", "-f", "image2", "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", path.join(dir, "sprite-%03d.jpg")],
      ],
      limits: { timeoutMs: 10 * 60_000 },
    });
  } catch (error) {
    if (!(error instanceof AppError) || !["output_invalid", "media_unreadable"].includes(error.code)) throw error;
    ctx.log.warn({ err: error }, "no small pictures could be made");
    return null;
  } finally {
    await rm(toPath, { force: true });
  }
  const names = (await readdir(dir)).filter((name) => /^sprite-\d+\.jpg$/.test(name)).sort();
  const sheets = Math.ceil(chosen.length / (columns * rows));
  if (names.length < sheets) {
    ctx.log.warn({ made: names.length, sheets }, "fewer sheets of small pictures than planned");
    return null;
  }
  return { layout, paths: names.slice(0, sheets).map((name) => path.join(dir, name)) };
}
