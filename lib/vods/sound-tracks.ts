import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { buildAudioPlaylist, buildMasterPlaylist, buildPlaylist, sliceIndex } from "./build-playlist.ts";
import { nameSoundTracks } from "./codec-names.ts";
import { hideSound } from "./hide-sound.ts";
import { openObjectRange } from "./playback.ts";
import { getMedia, type MediaView } from "./queries.ts";
import type { RangeRequest, RangeResponse } from "./respond-with-range.ts";

type OfVod = { accountId: AccountId; vodId: string };

/**
 * What a player is given first: a VOD's playlist, or with several sound tracks a master playlist to choose from, whose
 * picture comes without the first track that is muxed with it. `baseUrl` is the VOD's address in the API.
 */
export async function getPlayerPlaylist(ctx: Pick<Ctx, "db">, input: OfVod & { baseUrl: string }): Promise<string> {
  const { row, index, probe } = await getMedia(ctx, input);
  const { baseUrl } = input;
  const tracks = probe.audioTracks;
  if (!hasSoundChoice(probe)) {
    // Relative, and short: it stands on every third line of a list of thousands of segments.
    return buildPlaylist(index, "media");
  }
  const names = nameSoundTracks(tracks);
  return buildMasterPlaylist({
    videoUrl: `${baseUrl}/video.m3u8`,
    bitsPerSecond: (row.videoSizeBytes * 8 * index.videoTimescale) / index.durationTicks,
    sounds: tracks.map(({ language }, n) => ({
      name: names[n]!,
      language,
      url: `${baseUrl}/sound/${n}/playlist.m3u8`,
    })),
  });
}

/** Whether a player is given several sound tracks to choose from. */
export const hasSoundChoice = ({ audioTracks }: Pick<MediaView["probe"], "audioTracks">): boolean =>
  audioTracks.length > 1 && audioTracks.every((track) => track.index !== null);

/** The playlist of the picture alone, for the master playlist; of the segments that show a stretch, where one is given. */
export async function getPicturePlaylist(
  ctx: Pick<Ctx, "db">,
  input: OfVod & { baseUrl: string; fromSeconds?: number; toSeconds?: number },
): Promise<string> {
  const { index } = await getMedia(ctx, input);
  const { fromSeconds = 0, toSeconds = Number.POSITIVE_INFINITY } = input;
  const shown = sliceIndex(index, fromSeconds * index.videoTimescale, toSeconds * index.videoTimescale);
  return buildPlaylist(shown, `${input.baseUrl}/media`, `${input.baseUrl}/picture-init`);
}

/** The init segment of a VOD's file as if it had no sound. */
export async function getPictureInit(ctx: Pick<Ctx, "db" | "cache" | "signal">, input: OfVod): Promise<Buffer> {
  const { row, index } = await getMedia(ctx, input);
  const object = { key: row.videoKey, sizeBytes: row.videoSizeBytes, etag: row.videoEtag };
  const range = { firstByte: 0, lastByte: index.initBytes - 1 };
  const body = await ctx.cache.readRange(object, range, { signal: ctx.signal });
  return hideSound(Buffer.concat(await body.toArray()));
}

/** The playlist of sound track `track` (from 0). Throws `not_found` where there is none. */
export async function getSoundPlaylist(
  ctx: Pick<Ctx, "db">,
  input: OfVod & { track: number; baseUrl: string },
): Promise<string> {
  const { index } = trackOf(await getMedia(ctx, input), input.track);
  if (index === null) throw noTrack();
  return buildAudioPlaylist(index, `${input.baseUrl}/sound/${input.track}/media`);
}

/** Answers a range request for sound track `track`'s file. */
export async function openSoundRange(
  ctx: Pick<Ctx, "db" | "cache" | "signal" | "store" | "config">,
  input: OfVod & RangeRequest & { track: number },
): Promise<RangeResponse> {
  const { key, sizeBytes, etag } = trackOf(await getMedia(ctx, input), input.track);
  return await openObjectRange(ctx, { key, sizeBytes, etag, contentType: "audio/mp4" }, input);
}

function trackOf({ probe }: MediaView, track: number): MediaView["probe"]["audioTracks"][number] {
  const found = probe.audioTracks[track];
  if (!found) throw noTrack();
  return found;
}

const noTrack = () => new AppError("not_found", "This video has no such sound track.");
