import { buffer } from "node:stream/consumers";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { ObjectStore } from "#lib/platform/object-store/model.ts";
import { buildPlaylist } from "./build-playlist.ts";
import { blockBytes, type CacheObject } from "./cache/model.ts";
import { checkSegments } from "./check-segments.ts";
import { getMedia, getVideoObject } from "./queries.ts";
import { decideRange, type RangeRequest, type RangeResponse, respondWithRange } from "./respond-with-range.ts";
import { tellWrongBytes } from "./tell-wrong-bytes.ts";

type OfVod = { accountId: AccountId; vodId: string };

/**
 * The HLS playlist of a ready VOD; every segment is a byte range of `mediaUrl`. Throws `not_ready`.
 * hls.js starts its clock at the file's first decode time (of picture or sound), so it shows timeline zero a little
 * later: the player asks it where and moves its own clock (`app/_player/connect-hls.ts`).
 */
export async function getPlaylist(ctx: Pick<Ctx, "db">, input: OfVod & { mediaUrl: string }): Promise<string> {
  const { index } = await getMedia(ctx, input);
  return buildPlaylist(index, input.mediaUrl);
}

/**
 * A presigned URL lasts this long, and players are told to come back for a new one well before. Browsers keep the redirect
 * for the session it was for: signed out, they ask again. `docs/decisions/presigned-playback.md`.
 */
const presignedSeconds = 600;
const reuseSeconds = 240;

/**
 * Answers a range request for a ready VOD's file: 200, 206 or 416; with presigned playback 307 to the store, which gets
 * the range header from the player. Segments that pass through here are compared with their checksums: after a wrong one
 * the answer breaks off, and what the cache has of the file is dropped. Throws `not_ready`.
 */
export async function openMediaRange(
  ctx: Pick<Ctx, "db" | "cache" | "store" | "config" | "signal" | "log" | "now">,
  input: OfVod & RangeRequest,
): Promise<RangeResponse> {
  const row = await getVideoObject(ctx, input);
  const object = { key: row.videoKey, sizeBytes: row.videoSizeBytes, etag: row.videoEtag, contentType: "video/mp4" };
  const { index } = await getMedia(ctx, input);
  const answer = await openObjectRange(ctx, object, input);
  if (answer.body === null) return answer;
  const decision = decideRange(input, object);
  if (decision === "unsatisfiable") return answer;
  const range = decision === "whole" ? { firstByte: 0, lastByte: object.sizeBytes - 1 } : decision;
  const onWrong = async () => {
    await ctx.cache.drop(object);
    await tellWrongBytes(ctx, { vodId: input.vodId, key: object.key, ...range });
  };
  return { ...answer, body: checkSegments(answer.body, { index, ...range, onWrong }) };
}

/** Answers a range request for one of a VOD's stored files: read through the cache, or sent on to the store's own address. */
export async function openObjectRange(
  ctx: Pick<Ctx, "cache" | "signal" | "store" | "config">,
  object: CacheObject & { contentType: string },
  request: RangeRequest,
): Promise<RangeResponse> {
  const location = ctx.config.s3Playback === "presigned" ? await presign(ctx, object.key, request.method) : null;
  if (location !== null) {
    const reuse = { "cache-control": `private, max-age=${reuseSeconds}`, vary: "Cookie, Authorization" };
    return { status: 307, headers: { location, ...reuse }, body: null };
  }
  return respondWithRange(throughCache(ctx, object), object, { ...request, signal: ctx.signal });
}

/** Null where the store has no address of its own. The signature is for GET: what a HEAD asks is known here. */
const presign = (ctx: Pick<Ctx, "store">, key: string, method: "GET" | "HEAD"): Promise<string | null> =>
  method === "HEAD" ? Promise.resolve(null) : ctx.store.presignGet(key, { expiresInSeconds: presignedSeconds });

/**
 * One object as a store to respond from, read through the cache: a segment's range is fetched as it is; of a longer or
 * open-ended one nobody knows how much the player takes, so it is read step by step. When the cache's disk is full, what
 * it lacks comes from the store past it: watching needs no room.
 */
function throughCache(
  { cache, store }: Pick<Ctx, "cache" | "store">,
  object: CacheObject,
): Pick<ObjectStore, "getRange" | "get"> {
  return {
    getRange: (_key, range, options) => {
      const isShort = range.lastByte - range.firstByte < blockBytes;
      const { firstByte: fromByte, lastByte } = range;
      const read = isShort
        ? cache.readRange(object, range, options)
        : cache.openSequential(object, { fromByte, lastByte }, options);
      return read.catch(unlessDiskIsFull(() => store.getRange(object.key, range, options)));
    },
    get: (_key, options) =>
      cache
        .openSequential(object, { fromByte: 0 }, options)
        .catch(unlessDiskIsFull(() => store.get(object.key, options))),
  };
}

const unlessDiskIsFull =
  <Result>(instead: () => Promise<Result>) =>
  (error: unknown): Promise<Result> => {
    const { code } = error as { code?: string };
    if (code !== "disk_full" && code !== "ENOSPC" && code !== "EDQUOT") throw error;
    return instead();
  };

/** The poster of a ready VOD, as JPEG. Throws `not_ready`. */
export async function getPoster(ctx: Pick<Ctx, "db" | "store" | "signal">, input: OfVod): Promise<Buffer> {
  const { row } = await getMedia(ctx, input);
  if (row.posterKey === null) throw new AppError("not_found", "This video has no poster.");
  return await buffer(await ctx.store.get(row.posterKey, { signal: ctx.signal }));
}
