import { buffer } from "node:stream/consumers";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { findSegment } from "./model.ts";
import { parseFragment, parseInit, readBoxHeader, type Track } from "./parse-fragments.ts";
import { getMedia } from "./queries.ts";

/** Enough for the header of a fragment of ten seconds at 60 frames a second. */
const headBytes = 32 * 1024;

type Reads = Pick<Ctx, "db" | "cache" | "signal">;

/**
 * The positions of the frames really shown from `fromTicks` up to, not including, `toTicks`, ascending: ticks on the VOD's
 * timeline, from the headers of the fragments alone. Throws `not_found`, `not_ready`.
 */
export async function listFrameTicks(
  ctx: Reads,
  input: { accountId: AccountId; vodId: string; fromTicks: number; toTicks: number },
): Promise<number[]> {
  const { row, index } = await getMedia(ctx, input);
  const object = { key: row.videoKey, etag: row.videoEtag, sizeBytes: row.videoSizeBytes };
  const read = async (firstByte: number, bytes: number) =>
    buffer(await ctx.cache.readRange(object, { firstByte, lastByte: firstByte + bytes - 1 }, { signal: ctx.signal }));
  const tracks = parseInit(await read(0, index.initBytes));
  const { firstByte, sizeBytes, startTicks } = index.segments;
  const from = findSegment(startTicks, input.fromTicks);
  // Pictures of an open group lie in the segment after theirs.
  const to = Math.min(startTicks.length - 1, findSegment(startTicks, input.toTicks) + 1);
  const found = await Promise.all(
    Array.from({ length: to - from + 1 }, async (_, n) => {
      const head = await read(firstByte[from + n]!, Math.min(headBytes, sizeBytes[from + n]!));
      const moofBytes = readBoxHeader(head, 0, head.length)?.end ?? 0;
      const moof = moofBytes <= head.length ? head.subarray(0, moofBytes) : await read(firstByte[from + n]!, moofBytes);
      return videoPts(moof, tracks);
    }),
  );
  return found
    .flat()
    .map((pts) => pts - index.zeroPtsTicks)
    .filter((ticks) => ticks >= Math.max(0, input.fromTicks) && ticks < Math.min(index.durationTicks, input.toTicks))
    .sort((a, b) => a - b);
}

function videoPts(moof: Buffer, tracks: Track[]): number[] {
  const video = tracks.find((track) => track.kind === "video");
  const fragment = parseFragment(moof, tracks).find((one) => one.trackId === video?.id);
  if (!fragment)
    throw new AppError("output_invalid", "The video's file has a part without a picture. Process it again.");
  return fragment.samples.map((sample) => sample.ptsTicks);
}
