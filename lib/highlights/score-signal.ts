import type { Contribution, SignalState } from "./model.ts";

/** Whole seconds of stream time that are scored, the end not included. */
export type Span = { fromSecond: number; toSecond: number };

/** One signal over a span: its value at every second, and what is behind the value at a given one. */
export type ScoredSignal = {
  state: SignalState;
  /** One value a second of the span; null where the signal is not used. */
  values: Float64Array | null;
  /** Contributions at a peak; their values sum to the signal's value there. */
  explain: (second: number) => Contribution[];
  /** How many local standard deviations the burst at a second stands above its baseline (chat long enough only). */
  sigmaAt?: (second: number) => number;
  /** Fine activity and its baseline, for bounds (chat only). */
  activity?: { fromSecond: number; fine: Float64Array; baseline: Float64Array };
};

/** A signal that adds nothing: there is none of it, or too little to tell anything from. */
export const unusedSignal = (text: string, state: "unavailable" | "too_sparse" = "unavailable"): ScoredSignal => ({
  state: { state, text },
  values: null,
  explain: () => [],
});
