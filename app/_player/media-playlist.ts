import type { StartRead } from "#lib/vods/plan-start.ts";

type Range = NonNullable<StartRead["range"]>;

/** A media playlist of one file: where its segments begin (seconds from the first, with one entry more for the end), and their bytes. */
export type MediaPlaylist = {
  init: { url: string; range: Range };
  startSeconds: Float64Array;
  segments: { url: string; range: Range }[];
};

/** Reads a playlist as the product writes it (byte ranges of one file). Null for anything else: a master playlist, say. */
export function parseMediaPlaylist(text: string, baseUrl: string): MediaPlaylist | null {
  const map = /^#EXT-X-MAP:URI="([^"]+)",BYTERANGE="(\d+)@(\d+)"$/m.exec(text);
  if (!map || !text.includes("#EXT-X-ENDLIST")) return null;
  // Thousands of lines name the same file.
  const addresses = new Map<string, string>();
  const resolve = (url: string) => {
    const known = addresses.get(url) ?? new URL(url, baseUrl).href;
    addresses.set(url, known);
    return known;
  };
  const starts = [0];
  const segments: MediaPlaylist["segments"] = [];
  let nextByte = 0;
  for (const [, seconds, size, first, url] of text.matchAll(
    /^#EXTINF:([\d.]+),\n#EXT-X-BYTERANGE:(\d+)(?:@(\d+))?\n(\S+)$/gm,
  )) {
    const firstByte = first === undefined ? nextByte : Number(first);
    nextByte = firstByte + Number(size);
    starts.push(starts.at(-1)! + Number(seconds));
    segments.push({ url: resolve(url!), range: { firstByte, lastByte: nextByte - 1 } });
  }
  if (segments.length === 0) return null;
  const [, url, size, first] = map;
  const init = { url: resolve(url!), range: { firstByte: Number(first), lastByte: Number(first) + Number(size) - 1 } };
  return { init, startSeconds: Float64Array.from(starts), segments };
}

/** Lengths are written to the microsecond, so a segment's place may be off by half of one for each before it. */
export const placeErrorSeconds = (list: MediaPlaylist): number => list.segments.length * 5e-7 + 1e-6;

/** The segment that holds a moment (seconds after the first one's beginning); the first or last for those outside. */
export function segmentAt(list: MediaPlaylist, seconds: number): number {
  const at = seconds + placeErrorSeconds(list);
  let low = 0;
  let high = list.segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (list.startSeconds[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
