import type { MediaIndex } from "./model.ts";

/** The small pictures over a VOD's length: which moments they show, and how they lie on their sheets. */
export type SpriteLayout = {
  tileWidth: number;
  tileHeight: number;
  columns: number;
  rows: number;
  /** What each picture shows, ascending; ticks of the video's timescale after timeline zero. */
  ticks: number[];
};

export const mostThumbnails = 300;
const shortestGapSeconds = 2;
/** Nearer pictures than this tell nothing new in a video of some minutes, and each costs a decoding. */
const usualGapSeconds = 10;
const fewestThumbnails = 60;
const box = { width: 160, height: 90 };
const grid = { columns: 10, rows: 10 };

const even = (length: number): number => Math.max(2, Math.round(length / 2) * 2);

/** The size of a small picture: as large as fits 160 × 90 in the video's proportions, even numbers. */
export function fitTile(width: number, height: number): { tileWidth: number; tileHeight: number } {
  const scale = Math.min(box.width / width, box.height / height);
  return { tileWidth: even(width * scale), tileHeight: even(height * scale) };
}

/**
 * Numbers of the segments whose keyframes become small pictures: one every 2 s up to 60, then those spread out until they
 * are 10 s apart, one every 10 s up to 300, and 300 in all in longer videos. Pure.
 */
export function chooseSegments(index: Pick<MediaIndex, "segments" | "durationTicks" | "videoTimescale">): number[] {
  const { durationTicks, videoTimescale } = index;
  const gapTicks = Math.max(
    shortestGapSeconds * videoTimescale,
    Math.min(usualGapSeconds * videoTimescale, durationTicks / fewestThumbnails),
    durationTicks / mostThumbnails,
  );
  const chosen: number[] = [];
  let next = 0;
  index.segments.startTicks.forEach((ticks, n) => {
    if (ticks < next && n > 0) return;
    chosen.push(n);
    // The grid stays even: a late keyframe doesn't move those after it.
    next = (Math.floor(ticks / gapTicks) + 1) * gapTicks;
  });
  return chosen;
}

/** How `ticks.length` pictures lie on sheets of ten by ten; few pictures make a small sheet. */
export function layOutSprites(size: { width: number; height: number }, ticks: number[]): SpriteLayout {
  const columns = Math.min(grid.columns, ticks.length);
  const rows = Math.min(grid.rows, Math.ceil(ticks.length / columns));
  return { ...fitTile(size.width, size.height), columns, rows, ticks };
}

/** The WebVTT map of the sheets: a cue a picture, from its moment to the next, naming sheet and place. Pure. */
export function buildSpriteVtt(
  layout: SpriteLayout,
  index: Pick<MediaIndex, "durationTicks" | "videoTimescale">,
  sheetUrl: (sheet: number) => string,
): string {
  const { columns, rows, tileWidth, tileHeight, ticks } = layout;
  const cues = ticks.map((from, n) => {
    const to = ticks[n + 1] ?? index.durationTicks;
    const inSheet = n % (columns * rows);
    const x = (inSheet % columns) * tileWidth;
    const y = Math.floor(inSheet / columns) * tileHeight;
    const start = vttTime(n === 0 ? 0 : from / index.videoTimescale);
    const sheet = sheetUrl(Math.floor(n / (columns * rows)));
    return `${start} --> ${vttTime(to / index.videoTimescale)}\n${sheet}#xywh=${x},${y},${tileWidth},${tileHeight}\n`;
  });
  return ["WEBVTT\n", ...cues].join("\n");
}

function vttTime(seconds: number): string {
  const ms = Math.round(seconds * 1000);
  const part = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, "0");
  return `${part(ms / 3_600_000, 2)}:${part((ms / 60_000) % 60, 2)}:${part((ms / 1000) % 60, 2)}.${part(ms % 1000, 3)}`;
}
