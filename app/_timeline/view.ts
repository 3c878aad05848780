/** The stretch of a video a timeline shows, in seconds. Always within the video, never shorter than `shortest`. */
export type TimeView = { startSeconds: number; endSeconds: number };

/** What a view must stay within. `shortestSeconds`: the closest zoom. */
export type ViewLimits = { durationSeconds: number; shortestSeconds: number };

export const viewLength = (view: TimeView): number => view.endSeconds - view.startSeconds;

/** The whole video. */
export const wholeView = (limits: ViewLimits): TimeView => ({ startSeconds: 0, endSeconds: limits.durationSeconds });

/** The nearest view that is allowed: its length first, then its place. */
export function clampView(view: TimeView, limits: ViewLimits): TimeView {
  const { durationSeconds } = limits;
  const shortest = Math.min(limits.shortestSeconds, durationSeconds);
  const length = Math.min(durationSeconds, Math.max(shortest, viewLength(view)));
  const startSeconds = Math.min(durationSeconds - length, Math.max(0, view.startSeconds));
  return { startSeconds, endSeconds: startSeconds + length };
}

/** Shows `factor` times as much (below 1: zooms in); the moment `aroundSeconds` stays where it is on screen. */
export function zoomView(view: TimeView, factor: number, aroundSeconds: number, limits: ViewLimits): TimeView {
  const { durationSeconds } = limits;
  const shortest = Math.min(limits.shortestSeconds, durationSeconds);
  const length = Math.min(durationSeconds, Math.max(shortest, viewLength(view) * factor));
  const part = viewLength(view) > 0 ? (aroundSeconds - view.startSeconds) / viewLength(view) : 0;
  const startSeconds = aroundSeconds - part * length;
  return clampView({ startSeconds, endSeconds: startSeconds + length }, limits);
}

/** Moves the view by so many seconds, as far as the video goes. */
export const panView = (view: TimeView, bySeconds: number, limits: ViewLimits): TimeView =>
  clampView({ startSeconds: view.startSeconds + bySeconds, endSeconds: view.endSeconds + bySeconds }, limits);

/** Where a moment is on a timeline `widthPx` wide; outside of it when it isn't shown. */
export const toPx = (view: TimeView, seconds: number, widthPx: number): number =>
  ((seconds - view.startSeconds) / viewLength(view)) * widthPx;

/** The moment at a place of a timeline `widthPx` wide. */
export const toSeconds = (view: TimeView, px: number, widthPx: number): number =>
  view.startSeconds + (px / widthPx) * viewLength(view);
