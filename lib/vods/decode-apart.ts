import { open, rm } from "node:fs/promises";
import path from "node:path";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { fileInput } from "#lib/platform/ffmpeg/input-args.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { type KeyframeBytes, writeKeyframes } from "./write-keyframes.ts";

const atOnce = 2;

/** Input options of the file that `decodeApart` writes: a picture a second. */
export const apartInput = (filePath: string, size: { tileWidth: number; tileHeight: number }): string[] => [
  ...["-video_size", `${size.tileWidth}x${size.tileHeight}`, "-pixel_format", "yuv420p", "-framerate", "1"],
  ...fileInput(filePath, "rawvideo"),
];

/**
 * Decodes keyframes one by one, each by a decoder of its own, into raw pictures of one file. Keyframes of open groups
 * don't reset a decoder: behind each other, without what lay between, they come out in another order or not at all.
 * One that doesn't decode is the picture before. Throws what ffmpeg throws when it is stopped.
 */
export async function decodeApart(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  input: {
    source: Omit<Parameters<typeof writeKeyframes>[0], "keyframes" | "toPath">;
    keyframes: KeyframeBytes[];
    size: { tileWidth: number; tileHeight: number };
    toPath: string;
  },
): Promise<void> {
  const { tileWidth, tileHeight } = input.size;
  const pictureBytes = (tileWidth * tileHeight * 3) / 2;
  const decode = async (keyframe: KeyframeBytes, n: number): Promise<Buffer | null> => {
    const oneAt = `${path.join(path.dirname(input.toPath), "keyframe")}-${n}.mp4`;
    await writeKeyframes({ ...input.source, keyframes: [keyframe], toPath: oneAt });
    try {
      const { stdout } = await runFfmpeg(ctx, {
        args: [
          ...["-v", "error", ...fileInput(oneAt, "mov"), "-map", "0:v:0", "-an", "-frames:v", "1"],
          ...["-vf", `scale=${tileWidth}:${tileHeight}:flags=fast_bilinear`, "-pix_fmt", "yuv420p"],
          ...["-f", "rawvideo", "pipe:1"],
        ],
        limits: { timeoutMs: 60_000 },
        stdout: "buffer",
      });
      return stdout.length === pictureBytes ? stdout : null;
    } catch (error) {
      if (error instanceof AppError && ["output_invalid", "media_unreadable"].includes(error.code)) return null;
      throw error;
    } finally {
      await rm(oneAt, { force: true });
    }
  };
  const to = await open(input.toPath, "w");
  try {
    let last: Buffer = Buffer.alloc(pictureBytes, 16);
    for (let n = 0; n < input.keyframes.length; n += atOnce) {
      const some = input.keyframes.slice(n, n + atOnce);
      for (const picture of await Promise.all(some.map((one, m) => decode(one, n + m)))) {
        last = picture ?? last;
        await to.write(last);
      }
    }
  } finally {
    await to.close();
  }
}
