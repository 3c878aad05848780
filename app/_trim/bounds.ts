import { clampView, type TimeView } from "#app/_timeline/view.ts";

/** A highlight's bounds in seconds: first frame shown, first frame not shown. */
export type Range = { startSeconds: number; endSeconds: number };
export type Side = "start" | "end";

/** A place a bound snaps to, and what is there. */
export type SnapPoint = { seconds: number; label: string };

/** The shortest a highlight may be. */
const shortestSeconds = 1;
/** How near, on screen, a bound has to come to a place to snap to it. */
const snapPx = 8;

/** The range with one side at `seconds`, as far as the video and the other side let it. */
export function moveSide(range: Range, side: Side, seconds: number, durationSeconds: number): Range {
  const [least, most] = limitsOf(range, side, durationSeconds);
  const to = Math.min(most, Math.max(least, seconds));
  return side === "start" ? { ...range, startSeconds: to } : { ...range, endSeconds: to };
}

/** How far a side can go. */
export const limitsOf = (range: Range, side: Side, durationSeconds: number): [least: number, most: number] =>
  side === "start"
    ? [0, Math.max(0, range.endSeconds - shortestSeconds)]
    : [Math.min(durationSeconds, range.startSeconds + shortestSeconds), durationSeconds];

/** The nearest place within 8 px; of two as near, the one named first. Null where there is none. */
export function findSnap(seconds: number, points: readonly SnapPoint[], secondsPerPx: number): SnapPoint | null {
  let best: SnapPoint | null = null;
  let nearest = snapPx * secondsPerPx;
  for (const point of points) {
    const away = Math.abs(point.seconds - seconds);
    if (away < nearest || (best === null && away === nearest)) {
      best = point;
      nearest = away;
    }
  }
  return best;
}

/** The view an editor opens with: the range in the middle, as much again on both sides, at least 12 s. */
export function viewAround(range: Range, limits: { durationSeconds: number; shortestSeconds: number }): TimeView {
  const length = Math.max(12, (range.endSeconds - range.startSeconds) * 2);
  const middle = (range.startSeconds + range.endSeconds) / 2;
  return clampView({ startSeconds: middle - length / 2, endSeconds: middle + length / 2 }, limits);
}

/**
 * The stretch to ask the server for: the view and as much on both sides, on a coarse grid, so that panning and zooming ask
 * for the same one again.
 */
export function stretchOf(view: TimeView, durationSeconds: number): { fromSeconds: number; toSeconds: number } {
  const length = view.endSeconds - view.startSeconds;
  const step = 2 ** Math.max(3, Math.ceil(Math.log2(Math.max(1, length))));
  const fromSeconds = Math.max(0, Math.floor((view.startSeconds - length) / step) * step);
  const toSeconds = Math.min(Math.ceil(durationSeconds), Math.ceil((view.endSeconds + length) / step) * step);
  return { fromSeconds, toSeconds };
}
