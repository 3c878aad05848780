import type { MediaIndex } from "./model.ts";

/** The HLS playlist (version 7, VOD) of a processed file: every segment a byte range of one URL. Pure. */
export function buildPlaylist(index: MediaIndex, mediaUrl: string): string {
  const { firstByte, sizeBytes, startTicks } = index.segments;
  const ends = [...startTicks.slice(1), index.durationTicks];
  // The first segment begins at timeline zero even where its leading frames are shown a little later.
  const seconds = ends.map((end, n) => Math.max(1, end - (n === 0 ? 0 : startTicks[n]!)) / index.videoTimescale);
  const longest = seconds.reduce((most, one) => Math.max(most, one), 1);
  return [
    "#EXTM3U",
    "#EXT-X-VERSION:7",
    `#EXT-X-TARGETDURATION:${Math.ceil(longest)}`,
    "#EXT-X-MEDIA-SEQUENCE:0",
    "#EXT-X-PLAYLIST-TYPE:VOD",
    "#EXT-X-INDEPENDENT-SEGMENTS",
    `#EXT-X-MAP:URI="${mediaUrl}",BYTERANGE="${index.initBytes}@0"`,
    ...seconds.flatMap((length, n) => [
      `#EXTINF:${length.toFixed(6)},`,
      `#EXT-X-BYTERANGE:${sizeBytes[n]}@${firstByte[n]}`,
      mediaUrl,
    ]),
    "#EXT-X-ENDLIST",
    "",
  ].join("\n");
}
