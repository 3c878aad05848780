import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { ByteRange } from "#lib/platform/object-store/model.ts";
import { secondsToTicks } from "#lib/time.ts";
import { findSegment, type MediaIndex } from "./model.ts";
import { getMedia } from "./queries.ts";
import { hasSoundChoice } from "./sound-tracks.ts";

/** One read a player begins with; `range` null: the whole address. */
export type StartRead = { url: string; range: ByteRange | null };

/**
 * What a player asks for first when it begins at `atSeconds` of a ready VOD, so that a page can ask for all of it at once
 * rather than one after the other: playlists, init segments, and the segments to show (none
 * yet at null). `baseUrl` is the VOD's address in the API. Throws `not_ready`.
 */
export async function planStart(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; vodId: string; baseUrl: string; atSeconds: number | null },
): Promise<StartRead[]> {
  const { index, probe } = await getMedia(ctx, input);
  const { baseUrl, atSeconds } = input;
  const whole = (path: string): StartRead => ({ url: `${baseUrl}/${path}`, range: null });
  const part = (path: string, range: ByteRange): StartRead => ({ url: `${baseUrl}/${path}`, range });
  const shown = (path: string, of: Pick<MediaIndex, "segments">, timescale: number): StartRead[] =>
    atSeconds === null ? [] : [part(path, segmentAt(of, secondsToTicks(atSeconds, timescale)))];
  const picture = shown("media", index, index.videoTimescale);
  const sound = hasSoundChoice(probe) ? probe.audioTracks[0]!.index : null;
  // What takes longest goes first.
  if (sound === null) return [...picture, whole("playlist.m3u8"), part("media", initOf(index))];
  return [
    ...[...picture, whole("playlist.m3u8"), whole("video.m3u8"), whole("picture-init")],
    ...[whole("sound/0/playlist.m3u8"), part("sound/0/media", initOf(sound))],
    ...shown("sound/0/media", sound, sound.timescale),
  ];
}

const initOf = ({ initBytes }: Pick<MediaIndex, "initBytes">): ByteRange => ({ firstByte: 0, lastByte: initBytes - 1 });

function segmentAt({ segments }: Pick<MediaIndex, "segments">, ticks: number): ByteRange {
  const n = findSegment(segments.startTicks, ticks);
  const firstByte = segments.firstByte[n]!;
  return { firstByte, lastByte: firstByte + segments.sizeBytes[n]! - 1 };
}
