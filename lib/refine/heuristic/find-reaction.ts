import type { RefinementInput } from "../model.ts";

/**
 * Where chat begins to react and where it peaks (seconds of the VOD), how many messages in 3 s it rises above the window's
 * calm, and how many standard deviations of chance that is.
 */
export type Reaction = { onsetSeconds: number; peakSeconds: number; rise: number; sigmas: number };

const smoothSeconds = 3;
const onsetShare = 0.25;
/** A rise below this many messages in three seconds is chance. */
const leastRise = 3;

/** The burst of messages at the highlight's peak; null where chat is too thin or doesn't rise. Pure. */
export function findReaction({ window, chatPerSecond, peakSeconds, current }: RefinementInput): Reaction | null {
  if (chatPerSecond.length === 0) return null;
  const sums = chatPerSecond.map((_, at) =>
    chatPerSecond.slice(Math.max(0, at - 1), at + smoothSeconds - 1).reduce((sum, count) => sum + count, 0),
  );
  const second = (atSeconds: number) =>
    Math.max(0, Math.min(sums.length - 1, Math.floor(atSeconds - window.startSeconds)));
  const calm = [...sums].sort((a, b) => a - b)[Math.floor(sums.length * 0.2)]!;
  const [from, to] =
    peakSeconds === null
      ? [second(current.startSeconds), second(current.endSeconds)]
      : [second(peakSeconds - 10), second(peakSeconds + 10)];
  let peak = from;
  for (let at = from; at <= to; at += 1) if (sums[at]! >= sums[peak]!) peak = at;
  const rise = sums[peak]! - calm;
  if (rise < leastRise) return null;
  let onset = peak;
  while (onset > 0 && sums[onset - 1]! > calm + onsetShare * rise) onset -= 1;
  // Messages that come by chance scatter by the root of their mean.
  const usual = [...sums].sort((a, b) => a - b)[Math.floor(sums.length * 0.5)]!;
  const sigmas = (sums[peak]! - usual) / Math.sqrt(usual + 1);
  return { onsetSeconds: window.startSeconds + onset, peakSeconds: window.startSeconds + peak, rise, sigmas };
}
