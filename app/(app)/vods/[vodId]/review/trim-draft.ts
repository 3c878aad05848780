/** Bounds that aren't saved yet: first frame shown and first frame not shown, in ticks of the video. */
export type Draft = { startTicks: number; endTicks: number };
export type Edge = "start" | "end";

const leastSeconds = 1;

/**
 * The draft with one edge moved to `ticks`, brought to the nearest frame: within the video, and never nearer to the other
 * edge than a second.
 */
export function moveEdge(
  draft: Draft,
  edge: Edge,
  ticks: number,
  media: { timescale: number; frameRate: number; durationSeconds: number },
): Draft {
  const { timescale, frameRate } = media;
  const least = leastSeconds * timescale;
  const whole = Math.round(media.durationSeconds * timescale);
  const frame = Math.round((ticks * frameRate) / timescale);
  const nearest = Math.round((frame * timescale) / frameRate);
  const clamp = (from: number, to: number) => Math.min(Math.max(from, to), Math.max(from, nearest));
  return edge === "start"
    ? { ...draft, startTicks: clamp(0, draft.endTicks - least) }
    : { ...draft, endTicks: clamp(draft.startTicks + least, whole) };
}
