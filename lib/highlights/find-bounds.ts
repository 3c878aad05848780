import type { ScoredSignal } from "./score-signal.ts";

const farthestBackSeconds = 45;
const farthestOnSeconds = 40;
/** A burst begins where activity first stands a quarter of its height above the baseline, and is over at a third. */
const onsetShare = 0.25;
const calmShare = 0.35;

export type BoundsOptions = {
  /** How long after a moment the chat reacts. */
  lagSeconds: number;
  minSeconds: number;
  maxSeconds: number;
  /** End of what may be shown; null: unknown. */
  durationSeconds: number | null;
  /** Best places to cut (speech pauses, silence), ascending. */
  pauses: number[];
  /** Next best: where the picture changes at once, ascending. */
  sceneChanges: number[];
};

const snapSeconds = 2;

/** A peak's bounds: from the burst's onset less the reaction lag until the chat calms; within limits, snapped. */
export function findBounds(
  peakSecond: number,
  activity: ScoredSignal["activity"],
  options: BoundsOptions,
): { startSeconds: number; endSeconds: number } {
  const { onset, calm } = activity ? findBurst(peakSecond, activity) : { onset: peakSecond - 5, calm: peakSecond + 10 };
  const lag = activity ? options.lagSeconds : 5;
  const limit = options.durationSeconds ?? Number.POSITIVE_INFINITY;
  const room = Math.min(options.maxSeconds, limit);
  let start = snap(Math.max(0, Math.min(onset, peakSecond) - lag), options);
  let end = snap(Math.max(calm, peakSecond), options);
  if (end - start < options.minSeconds) end = start + options.minSeconds;
  if (end - start > room) {
    // The moment itself lies before the reaction's peak; what is cut off is the late end, then the early start.
    end = Math.max(start + room, Math.min(peakSecond + 5, end));
    start = Math.max(start, end - room);
  }
  if (end > limit) {
    end = limit;
    start = Math.max(0, Math.min(start, end - Math.min(options.minSeconds, limit)));
  }
  return { startSeconds: round(start), endSeconds: round(end) };
}

const round = (seconds: number) => Math.round(seconds * 1000) / 1000;

/** Where the burst around a peak begins and where it is over, in whole seconds. */
export function findBurst(
  peak: number,
  activity: NonNullable<ScoredSignal["activity"]>,
): { onset: number; calm: number } {
  const at = Math.max(0, Math.min(activity.fine.length - 1, peak - activity.fromSecond));
  const above = (i: number) => activity.fine[i]! - activity.baseline[i]!;
  let top = at;
  for (let i = Math.max(0, at - 12); i <= Math.min(activity.fine.length - 1, at + 12); i += 1) {
    if (above(i) > above(top)) top = i;
  }
  const height = above(top);
  let onset = top;
  while (onset > 0 && top - onset < farthestBackSeconds && above(onset - 1) > onsetShare * height) onset -= 1;
  let calm = top;
  while (calm < activity.fine.length - 1 && calm - top < farthestOnSeconds && above(calm + 1) > calmShare * height)
    calm += 1;
  return { onset: onset + activity.fromSecond, calm: calm + activity.fromSecond };
}

/** The nearest pause within 2 s, else the nearest change of scene within 2 s, else the place itself. */
const snap = (seconds: number, { pauses, sceneChanges }: BoundsOptions): number =>
  findNear(seconds, pauses) ?? findNear(seconds, sceneChanges) ?? seconds;

function findNear(seconds: number, places: number[]): number | null {
  let best: number | null = null;
  for (const place of places) {
    const away = Math.abs(place - seconds);
    if (away <= snapSeconds && (best === null || away < Math.abs(best - seconds))) best = place;
  }
  return best;
}
