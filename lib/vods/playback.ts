import { buffer } from "node:stream/consumers";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { ObjectStore } from "#lib/platform/object-store/model.ts";
import { buildPlaylist } from "./build-playlist.ts";
import { blockBytes, type CacheObject, type SourceCache } from "./cache/model.ts";
import { getMedia, getVideoObject } from "./queries.ts";
import { type RangeRequest, type RangeResponse, respondWithRange } from "./respond-with-range.ts";

type OfVod = { accountId: AccountId; vodId: string };

/**
 * The HLS playlist of a ready VOD; every segment is a byte range of `mediaUrl`. Throws `not_ready`.
 * A player's clock starts at the first decode time, so it shows timeline zero at
 * `(index.zeroPtsTicks - index.firstDtsTicks) / index.videoTimescale` seconds (0 without B-frames, else under 0.1).
 */
export async function getPlaylist(ctx: Pick<Ctx, "db">, input: OfVod & { mediaUrl: string }): Promise<string> {
  const { index } = await getMedia(ctx, input);
  return buildPlaylist(index, input.mediaUrl);
}

/** Answers a range request for a ready VOD's file: 200, 206 or 416. Throws `not_ready`. */
export async function openMediaRange(
  ctx: Pick<Ctx, "db" | "cache" | "signal">,
  input: OfVod & RangeRequest,
): Promise<RangeResponse> {
  const row = await getVideoObject(ctx, input);
  const object = {
    key: row.videoKey,
    sizeBytes: row.videoSizeBytes,
    etag: row.videoEtag,
    contentType: "video/mp4",
  };
  return await respondWithRange(throughCache(ctx.cache, object), object, { ...input, signal: ctx.signal });
}

/**
 * One object as a store to respond from, read through the cache: a segment's range is fetched as it is; of a longer or
 * open-ended one nobody knows how much the player takes, so it is read step by step.
 */
function throughCache(cache: SourceCache, object: CacheObject): Pick<ObjectStore, "getRange" | "get"> {
  return {
    getRange: async (_key, range, options) =>
      range.lastByte - range.firstByte < blockBytes
        ? await cache.readRange(object, range, options)
        : await cache.openSequential(object, { fromByte: range.firstByte, lastByte: range.lastByte }, options),
    get: (_key, options) => cache.openSequential(object, { fromByte: 0 }, options),
  };
}

/** The poster of a ready VOD, as JPEG. Throws `not_ready`. */
export async function getPoster(ctx: Pick<Ctx, "db" | "store" | "signal">, input: OfVod): Promise<Buffer> {
  const { row } = await getMedia(ctx, input);
  if (row.posterKey === null) throw new AppError("not_found", "This video has no poster.");
  return await buffer(await ctx.store.get(row.posterKey, { signal: ctx.signal }));
}
