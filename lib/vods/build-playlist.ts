import { type AudioIndex, findSegment, type MediaIndex } from "./model.ts";

/** The HLS playlist (version 7, VOD) of a processed file: every segment a byte range of `mediaUrl`. Pure. */
export const buildPlaylist = (index: MediaIndex & { isPart?: boolean }, mediaUrl: string, initUrl = mediaUrl): string =>
  listSegments({ ...index, timescale: index.videoTimescale }, mediaUrl, initUrl);

/** The same of a sound track's own file. Pure. */
export const buildAudioPlaylist = (index: AudioIndex, mediaUrl: string): string =>
  listSegments(index, mediaUrl, mediaUrl);

/** `isPart`: there are segments before the first one. */
type Segmented = Pick<AudioIndex, "segments" | "durationTicks" | "initBytes" | "timescale"> & { isPart?: boolean };

function listSegments(index: Segmented, mediaUrl: string, initUrl: string): string {
  const { firstByte, sizeBytes, startTicks } = index.segments;
  const ends = [...startTicks.slice(1), index.durationTicks];
  // The first segment begins at timeline zero even where its leading frames are shown a little later, and before it where
  // frames in front are not shown.
  const startOf = (n: number) => (n === 0 && !index.isPart ? Math.min(0, startTicks[0]!) : startTicks[n]!);
  const seconds = ends.map((end, n) => Math.max(1, end - startOf(n)) / index.timescale);
  const longest = seconds.reduce((most, one) => Math.max(most, one), 1);
  const initRange = initUrl === mediaUrl ? `,BYTERANGE="${index.initBytes}@0"` : "";
  return [
    "#EXTM3U",
    "#EXT-X-VERSION:7",
    `#EXT-X-TARGETDURATION:${Math.ceil(longest)}`,
    "#EXT-X-MEDIA-SEQUENCE:0",
    "#EXT-X-PLAYLIST-TYPE:VOD",
    "#EXT-X-INDEPENDENT-SEGMENTS",
    `#EXT-X-MAP:URI="${initUrl}"${initRange}`,
    // Short, since there are thousands: a range that follows on the one before needs no place.
    ...seconds.flatMap((length, n) => {
      const follows = n > 0 && firstByte[n] === firstByte[n - 1]! + sizeBytes[n - 1]!;
      const range = follows ? sizeBytes[n] : `${sizeBytes[n]}@${firstByte[n]}`;
      return [`#EXTINF:${Number(length.toFixed(6))},`, `#EXT-X-BYTERANGE:${range}`, mediaUrl];
    }),
    "#EXT-X-ENDLIST",
    "",
  ].join("\n");
}

/**
 * The index of the segments alone that show `[fromTicks, toTicks)`, at least one; their places on the timeline stay. A
 * player of it begins at its first segment. Pure.
 */
export function sliceIndex(index: MediaIndex, fromTicks: number, toTicks: number): MediaIndex & { isPart: boolean } {
  const { startTicks, firstByte, sizeBytes } = index.segments;
  const first = findSegment(startTicks, Math.min(fromTicks, index.durationTicks - 1));
  const after = startTicks.findIndex((start, n) => n > first && start >= toTicks);
  const end = after < 0 ? startTicks.length : after;
  return {
    ...index,
    segments: {
      startTicks: startTicks.slice(first, end),
      firstByte: firstByte.slice(first, end),
      sizeBytes: sizeBytes.slice(first, end),
    },
    durationTicks: startTicks[end] ?? index.durationTicks,
    isPart: first > 0,
  };
}

/** A master playlist of one picture with a choice of sound tracks, the first being the default. Pure. */
export function buildMasterPlaylist(input: {
  videoUrl: string;
  bitsPerSecond: number;
  sounds: { name: string; language: string | null; url: string }[];
}): string {
  const quoted = (text: string) => `"${text.replace(/["\r\n]/g, "'")}"`;
  const sounds = input.sounds.map(({ name, language, url }, n) =>
    [
      `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME=${quoted(name)}`,
      ...(language === null ? [] : [`LANGUAGE=${quoted(language)}`]),
      `DEFAULT=${n === 0 ? "YES" : "NO"},AUTOSELECT=${n === 0 ? "YES" : "NO"},URI="${url}"`,
    ].join(","),
  );
  const stream = `#EXT-X-STREAM-INF:BANDWIDTH=${Math.ceil(input.bitsPerSecond)},AUDIO="sound"`;
  return ["#EXTM3U", "#EXT-X-VERSION:7", ...sounds, stream, input.videoUrl, ""].join("\n");
}
