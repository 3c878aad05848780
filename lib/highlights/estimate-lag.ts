import type { StreamEvent } from "#lib/signals/model.ts";
import { movingMean } from "#lib/signals/moving-mean.ts";
import type { ReactionLag } from "./model.ts";
import { type Loudness, secondsOf } from "./score-audio.ts";
import { weightOf } from "./score-events.ts";

/** Where a reaction may lag: from the moment itself to this many seconds later. */
const longestLagSeconds = 45;
/** Fewer bursts than this say nothing about their channel. */
const fewestBursts = 8;
/** How far the best lag has to stand above lags that can't be reactions, in their standard deviations. */
const leastProminence = 5;
/** What a burst can't be a reaction to: sounds after it, and sounds long before it. */
const unrelatedLags = [...range(-70, -15), ...range(75, 130)];

/** A lag read off one stream: from what, over how many bursts, and how clearly. */
export type LagEstimate = { seconds: number; from: "audio" | "events"; bursts: number; prominence: number };

/**
 * How long after the sound (or, without a clear answer there, after the events) the chat's bursts begin: the lag at which
 * most of what is loud, or happens, lies before the onsets. Null where no lag stands out. Pure.
 */
export function estimateLag(input: {
  /** Whole seconds at which bursts of chat begin. */
  onsetSeconds: number[];
  loudness: Loudness | null;
  events: StreamEvent[];
  lengthSeconds: number;
}): LagEstimate | null {
  if (input.onsetSeconds.length < fewestBursts) return null;
  const causes = [
    ["audio", input.loudness === null ? null : loudSeconds(input.loudness)],
    ["events", eventSeconds(input.events, input.lengthSeconds)],
  ] as const;
  for (const [from, cause] of causes) {
    const found = cause && findLag(input.onsetSeconds, cause);
    if (found) return { ...found, from };
  }
  return null;
}

function findLag(onsets: number[], cause: Float64Array): Omit<LagEstimate, "from"> | null {
  // Neighbouring seconds count too: nobody reacts to the second.
  const smooth = movingMean(cause, 5);
  const within = onsets.filter((onset) => onset >= longestLagSeconds && onset < smooth.length);
  if (within.length < fewestBursts) return null;
  const strength = (lag: number) => {
    let sum = 0;
    for (const onset of within) sum += smooth[onset - lag] ?? 0;
    return sum / within.length;
  };
  const unrelated = unrelatedLags.map(strength);
  const mean = unrelated.reduce((sum, one) => sum + one, 0) / unrelated.length;
  // Where hardly anything happens, unrelated lags may all be zero: chance alone would still spread this far.
  const deviation = Math.max(spreadOf(unrelated), spreadOf(smooth) / Math.sqrt(within.length));
  let best = 0;
  for (let lag = 1; lag <= longestLagSeconds; lag += 1) if (strength(lag) > strength(best)) best = lag;
  const prominence = deviation > 0 ? (strength(best) - mean) / deviation : 0;
  if (prominence < leastProminence) return null;
  return { seconds: best, bursts: within.length, prominence: Math.round(prominence * 10) / 10 };
}

/** Standard deviation. */
function spreadOf(values: ArrayLike<number>): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) {
    sum += values[i]!;
    squares += values[i]! ** 2;
  }
  return Math.sqrt(Math.max(0, squares / values.length - (sum / values.length) ** 2));
}

/** How far each second is louder than its surroundings, in their standard deviations, at most 4; what everyone speaks at is 0. */
function loudSeconds(loudness: Loudness): Float64Array {
  const seconds = secondsOf(loudness);
  const baseline = movingMean(seconds, 601);
  const squares = movingMean(
    seconds.map((value, i) => (value - baseline[i]!) ** 2),
    601,
  );
  return seconds.map((value, i) => {
    const sigma = (value - baseline[i]!) / Math.max(1, Math.sqrt(Math.max(0, squares[i]!)));
    return sigma < 1 ? 0 : Math.min(4, sigma);
  });
}

/** Weights of what happened at each second; null when next to nothing did. */
function eventSeconds(events: StreamEvent[], lengthSeconds: number): Float64Array | null {
  const out = new Float64Array(Math.max(0, Math.floor(lengthSeconds)));
  let count = 0;
  for (const event of events) {
    const at = Math.floor(event.offsetMs / 1000);
    if (at < 0 || at >= out.length) continue;
    out[at] = out[at]! + weightOf(event);
    count += 1;
  }
  return count < fewestBursts ? null : out.map((weight) => Math.log1p(weight));
}

/**
 * The lag to use: the median of this stream's and the channel's earlier ones, else the setting. What is loud marks a
 * moment's height, so that an estimated lag gets a few seconds more to show what led to it.
 */
export function chooseLag(own: LagEstimate | null, channelSeconds: number[], settingSeconds: number): ReactionLag {
  const known = [...channelSeconds, ...(own ? [own.seconds] : [])].sort((a, b) => a - b);
  if (known.length === 0) return { seconds: settingSeconds, from: "setting", own: null };
  const middle = known.length >> 1;
  const median = known.length % 2 === 1 ? known[middle]! : (known[middle - 1]! + known[middle]!) / 2;
  return { seconds: Math.round(median) + leadSeconds, from: own ? own.from : "channel", own };
}

const leadSeconds = 4;

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
