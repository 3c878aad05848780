import type { RefinementInput } from "../model.ts";
import { type CutPlace, findCuts, penaltyAt } from "./find-cuts.ts";
import { findReaction } from "./find-reaction.ts";

/** A bound moves at most this far, and a better place has to be worth the way. */
const reachSeconds = 8;
const costPerSecond = 0.3;
/** Viewers need this long to see and write: what they react to began at least so much earlier. */
const leadSeconds = 3;
const shortestSeconds = 5;

/** The present bounds moved to the best places near them: the start before what chat reacts to, the end after its peak. */
export function chooseBounds(input: RefinementInput): { startSeconds: number; endSeconds: number } {
  const { starts, ends } = findCuts(input);
  const { current } = input;
  const reaction = findReaction(input);
  const latestStart = reaction === null ? Number.POSITIVE_INFINITY : reaction.onsetSeconds - leadSeconds;
  const earliestEnd = reaction === null ? Number.NEGATIVE_INFINITY : reaction.peakSeconds + 1;
  const stay = (atSeconds: number): CutPlace => ({ atSeconds, penalty: penaltyAt(input, atSeconds) });
  const start = pick(
    [stay(Math.max(input.window.startSeconds, Math.min(current.startSeconds, latestStart))), ...starts],
    current.startSeconds,
    (atSeconds) => atSeconds <= latestStart,
  );
  const end = pick(
    [stay(Math.min(input.window.endSeconds, Math.max(current.endSeconds, earliestEnd))), ...ends],
    current.endSeconds,
    (atSeconds) => atSeconds >= earliestEnd,
  );
  const startSeconds = start ?? current.startSeconds;
  const endSeconds = end ?? current.endSeconds;
  return endSeconds - startSeconds >= shortestSeconds ? { startSeconds, endSeconds } : { ...current };
}

/** The place with the least to pay for way and kind together; the earlier of equals. Null where none is allowed. */
function pick(places: CutPlace[], from: number, isAllowed: (atSeconds: number) => boolean): number | null {
  let best: { atSeconds: number; cost: number } | null = null;
  for (const { atSeconds, penalty } of places) {
    const way = Math.abs(atSeconds - from);
    if (way > reachSeconds || !isAllowed(atSeconds)) continue;
    const cost = way * costPerSecond + penalty;
    if (best === null || cost < best.cost - 1e-9 || (cost < best.cost + 1e-9 && atSeconds < best.atSeconds)) {
      best = { atSeconds, cost };
    }
  }
  return best?.atSeconds ?? null;
}
