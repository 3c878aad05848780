/** Pure shapes and words of what people do to highlights: no I/O, no clock. */

import type { Contribution, HighlightView } from "../model.ts";

export type EditKind =
  | "approve"
  | "reject"
  | "restore"
  | "trim"
  | "retitle"
  | "split"
  | "merge"
  | "duplicate"
  | "create"
  | "remove";

/** What edits change of a highlight, and undo puts back. `isHidden`: taken away by a merge, or its making undone. */
export type Editable = {
  reviewState: HighlightView["reviewState"];
  trimmedStartTicks: number | null;
  trimmedEndTicks: number | null;
  title: string | null;
  score: number;
  contributions: Contribution[];
  peakTicks: number | null;
  isHidden: boolean;
};
export type Patch = Partial<Editable>;

/** An edit as the screens list it. `highlightIds`: those it changed, hidden ones too. */
export type EditView = {
  id: string;
  position: number;
  kind: EditKind;
  label: string;
  state: "done" | "undone" | "dropped";
  highlightIds: string[];
  createdAt: Date;
};

/** A person's history of a VOD: what the next undo and redo would do, and the newest entries, newest first. */
export type EditHistory = {
  canUndo: boolean;
  canRedo: boolean;
  undoLabel: string | null;
  redoLabel: string | null;
  entries: EditView[];
};

/** What stands in the way of a step: someone's later change. */
export type ChangedSince = { highlightId: string; name: string; by: string; kind: EditKind | null };

/** What a highlight is called: its title, else its place in the ranking. */
export const nameOf = (highlight: { title: string | null; rank: number | null }): string =>
  highlight.title ?? (highlight.rank === null ? "Own highlight" : `Highlight ${highlight.rank}`);

const nouns: Record<EditKind, string> = {
  approve: "approval of",
  reject: "rejection of",
  restore: "taking back the decision on",
  trim: "trim of",
  retitle: "title of",
  split: "split of",
  merge: "merge of",
  duplicate: "copy of",
  create: "making",
  remove: "removal of",
};

/** An edit in words: `trim of Highlight 3`, `rejection of 8 highlights`, `merge of Highlight 3 and Highlight 7`. */
export function labelOf(kind: EditKind, names: string[]): string {
  const of = kind === "merge" ? names.join(" and ") : names.length === 1 ? names[0] : `${names.length} highlights`;
  return `${nouns[kind]} ${of}`;
}

/** The shortest stretch worth keeping, and the shortest clip. */
export const shortestSeconds = 1;

type Media = { videoTimescale: number; durationTicks: number; frameRateNum: number; frameRateDen: number };

/**
 * The boundary of a frame at or nearest to `ticks`, on the nominal frame grid. A frame may lie off its place by what
 * containers that count in milliseconds round (half of one, twice): such a place is kept.
 */
export function onGrid(ticks: number, media: Media): number {
  const frameTicks = (media.videoTimescale * media.frameRateDen) / media.frameRateNum;
  const frame = Math.max(0, Math.round(ticks / frameTicks));
  const nearest = Math.min(media.durationTicks, Math.round(frame * frameTicks));
  const tolerance = Math.min(media.videoTimescale / 1000 + 1, frameTicks / 4);
  return ticks >= 0 && ticks <= media.durationTicks && Math.abs(ticks - nearest) <= tolerance ? ticks : nearest;
}

/** The one of `places` (ascending) that is nearest to `ticks`; `ticks` itself where there are none. */
export function nearestOf(ticks: number, places: readonly number[]): number {
  let best = places[0] ?? ticks;
  for (const place of places) if (Math.abs(place - ticks) < Math.abs(best - ticks)) best = place;
  return best;
}
