import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Ctx } from "#lib/context.ts";
import { fileInput } from "#lib/platform/ffmpeg/input-args.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import type { LlmAudio } from "#lib/platform/llm/model.ts";
import type { ByteRange } from "#lib/platform/object-store/model.ts";
import { withScratch } from "#lib/platform/scratch.ts";
import type { ByteMeter } from "#lib/progress.ts";
import { type AudioIndex, findSegment, hasSound } from "#lib/vods/model.ts";
import type { MediaView } from "#lib/vods/queries.ts";
import type { AudioRef } from "./model.ts";

/** Speech stays clear at it, and a minute is 240 kB. Part of the input hash. */
const encoding = "mp3-16000-mono-32k";

type Media = Pick<MediaView, "row" | "audioIndex">;

/** Which sound a window has, without reading any of it; null where there is none. */
export function findAudio(media: Media, window: { startSeconds: number; endSeconds: number }): AudioRef | null {
  const { audioEtag } = media.row;
  if (audioEtag === null || !hasSound(media.audioIndex, window.startSeconds, window.endSeconds)) return null;
  return { etag: audioEtag, encoding, ...window };
}

/** The bytes of the audio file that hold a stretch: its init segment and one contiguous range. Pure. */
export function planAudio(
  index: AudioIndex,
  stretch: { startSeconds: number; endSeconds: number },
): { ranges: ByteRange[]; startSeconds: number } {
  const { firstByte, sizeBytes, startTicks } = index.segments;
  const from = findSegment(startTicks, Math.floor(stretch.startSeconds * index.timescale));
  const to = Math.max(from, findSegment(startTicks, Math.ceil(stretch.endSeconds * index.timescale) - 1));
  const lastByte = firstByte[to]! + sizeBytes[to]! - 1;
  const ranges =
    firstByte[from]! === index.initBytes
      ? [{ firstByte: 0, lastByte }]
      : [
          { firstByte: 0, lastByte: index.initBytes - 1 },
          { firstByte: firstByte[from]!, lastByte },
        ];
  return { ranges, startSeconds: startTicks[from]! / index.timescale };
}

/** The sound of a stretch as MP3, read from the audio-only file through the source cache: no byte of video is read. */
export async function readAudio(
  ctx: Pick<Ctx, "cache" | "config" | "log" | "signal">,
  input: { media: Media; audio: AudioRef; meter?: ByteMeter },
): Promise<LlmAudio> {
  const { audioIndex, row } = input.media;
  const { startSeconds, endSeconds } = input.audio;
  const plan = planAudio(audioIndex!, input.audio);
  const object = { key: row.audioKey!, etag: row.audioEtag!, sizeBytes: row.audioSizeBytes! };
  return withScratch(ctx, "refine", async (dir) => {
    const [partPath, soundPath] = [path.join(dir, "part.m4a"), path.join(dir, "sound.mp3")];
    const meter = input.meter ? { meter: input.meter } : {};
    await ctx.cache.writeRangesTo(object, plan.ranges, partPath, { signal: ctx.signal, ...meter });
    const skipSeconds = Math.max(0, startSeconds - plan.startSeconds).toFixed(3);
    await runFfmpeg(ctx, {
      args: [
        ...["-v", "error", ...fileInput(partPath, "mov"), "-map", "0:a:0"],
        ...["-ss", skipSeconds, "-t", (endSeconds - startSeconds).toFixed(3), "-ac", "1", "-ar", "16000"],
        ...["-c:a", "libmp3lame", "-b:a", "32k", "-map_metadata", "-1", "-write_xing", "0", `file:${soundPath}`],
      ],
      limits: { timeoutMs: 60_000, maxOutputBytes: 20_000_000 },
    });
    return { bytes: await readFile(soundPath), mediaType: "audio/mpeg", durationSeconds: endSeconds - startSeconds };
  });
}
