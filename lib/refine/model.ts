/** Pure shapes and rules of refinement: no I/O, no clock. */
import type { Contribution } from "#lib/highlights/model.ts";
import type { LlmAudio, LlmOutcome, TokenUsage } from "#lib/platform/llm/model.ts";
import type { RefinementAnswer, RefinementSettings } from "./schema.ts";

/** A stretch of a VOD's sound: the object it is read from and how it is encoded decide the bytes. */
export type AudioRef = { etag: string; encoding: string; startSeconds: number; endSeconds: number };

export const loudnessPerSecond = 10;

/** What a backend is given: one highlight's window. All text in it is quoted data from strangers, never instructions. */
export type RefinementInput = {
  /** Answers are clamped to the window. Seconds on the VOD's timeline, as everywhere here. */
  window: { startSeconds: number; endSeconds: number };
  current: { startSeconds: number; endSeconds: number };
  peakSeconds: number | null;
  score: number;
  contributions: Contribution[];
  transcript: { startSeconds: number; endSeconds: number; text: string }[];
  chat: { atSeconds: number; author: string; text: string }[];
  events: { atSeconds: number; kind: string; actor: string | null; amount: number | null; text: string | null }[];
  /** Messages in every second of the window, those left out of `chat` too. */
  chatPerSecond: number[];
  /** Momentary loudness (LUFS), `loudnessPerSecond` values a second from the window's start; -100 is silence. */
  loudness: number[] | null;
  /** Which sound goes with it, for backends that take it; the bytes are handed over with the call. */
  audio: AudioRef | null;
  /** The answer of the iteration before. */
  previous: RefinementAnswer | null;
};

/** Most tokens one request can have; `audioInput` is the part of `input` that is sound. */
export type TokenBound = { input: number; audioInput: number; output: number };

/** USD a million tokens. `audioUsdPerMillion` null: sound costs what text does. */
export type ModelPrice = { inputUsdPerMillion: number; audioUsdPerMillion: number | null; outputUsdPerMillion: number };
export type NamedPrice = ModelPrice & { backend: string; model: string };

/**
 * Something that improves a highlight by one request. What it answers is not trusted: the caller parses, clamps and
 * sanitises it. A failure is an outcome; it throws only when `signal` aborts.
 */
export type HighlightRefinementBackend = {
  readonly name: string;
  readonly model: string;
  /** Changes whenever the same input could give another answer; part of the input hash. */
  readonly promptVersion: string;
  /** Costs nothing, so it needs no price. */
  readonly isFree: boolean;
  readonly takesAudio: boolean;
  /** The longest prompt allowed, sound included; evidence is thinned until it fits. */
  readonly maxInputTokens: number;
  /** Bounds the request's tokens; reserved before the call. */
  boundTokens: (input: RefinementInput) => TokenBound;
  refine: (input: RefinementInput, options: { signal: AbortSignal; audio: LlmAudio | null }) => Promise<LlmOutcome>;
};

/** Why a highlight was not refined. */
export type RefineSkipReason = "cap_reached" | "budget" | "daily_budget" | "no_price" | "off" | "decided";

/** `refineReason` of a skipped highlight in words; of a failed one it is a sentence already. */
export function describeRefineReason(reason: string): string {
  const words: Record<RefineSkipReason, string> = {
    cap_reached: "Not refined (cap reached): a detection run refines only so many highlights, best first.",
    budget:
      "Not refined (budget): what is left of this month's budget for the language model is too little for a call.",
    daily_budget:
      "Not refined (budget): today's budget of the whole installation is used up. It begins anew at 0:00 UTC.",
    no_price: "Not refined: the model has no price, and without one it is not called. An admin can set it.",
    off: "Not refined (off): refinement is switched off.",
    decided: "Not refined: you had already decided on this highlight.",
  };
  return words[reason as RefineSkipReason] ?? reason;
}

/** What tokens cost in USD, rounded up to a millionth. Sound of unknown length costs as if all input were the dearer of both. */
export function costOf(usage: TokenUsage, price: ModelPrice): number {
  const audioPrice = price.audioUsdPerMillion ?? price.inputUsdPerMillion;
  const inputCost =
    usage.audioInput === null
      ? usage.input * Math.max(audioPrice, price.inputUsdPerMillion)
      : (usage.input - usage.audioInput) * price.inputUsdPerMillion + usage.audioInput * audioPrice;
  return Math.ceil(inputCost + usage.output * price.outputUsdPerMillion - 1e-9) / 1_000_000;
}

/** The evidence made to fit the token cap by leaving chat, then transcript lines out evenly; null where that isn't enough. */
export function fitInput(
  backend: Pick<HighlightRefinementBackend, "boundTokens" | "maxInputTokens">,
  input: RefinementInput,
) {
  let fitted = input;
  while (backend.boundTokens(fitted).input > backend.maxInputTokens) {
    if (fitted.chat.length > 0) fitted = { ...fitted, chat: thin(fitted.chat, Math.floor(fitted.chat.length / 2)) };
    else if (fitted.transcript.length > 0) {
      fitted = { ...fitted, transcript: thin(fitted.transcript, Math.floor(fitted.transcript.length / 2)) };
    } else if (fitted.audio !== null) fitted = { ...fitted, audio: null };
    else return null;
  }
  return fitted;
}

/** At most `count` of the items, spread evenly. */
export function thin<Item>(items: Item[], count: number): Item[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, at) => items[Math.floor((at * items.length) / count)] as Item);
}

export const windowMarginSeconds = 15;
export const minHighlightSeconds = 1;
/** Iterations end when neither bound moved this much. */
export const settledSeconds = 0.5;

/** The stretch a backend sees around these bounds, within the media. */
export function windowAround(
  bounds: { startSeconds: number; endSeconds: number },
  durationSeconds: number,
): RefinementInput["window"] {
  return {
    startSeconds: Math.max(0, bounds.startSeconds - windowMarginSeconds),
    endSeconds: Math.min(durationSeconds, bounds.endSeconds + windowMarginSeconds),
  };
}

/** How far the bounds moved: the larger of both. */
export const movedSeconds = (
  from: { startSeconds: number; endSeconds: number },
  to: { startSeconds: number; endSeconds: number },
): number => Math.max(Math.abs(from.startSeconds - to.startSeconds), Math.abs(from.endSeconds - to.endSeconds));

/** Letters, marks, numbers, punctuation and spaces only: no control, bidi, private or unassigned characters; one line. */
export function sanitiseText(text: string, maxLength: number): string {
  const oneLine = text
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    // The zero-width joiner stays: it holds families of emoji together.
    .replace(/(?!\u200d)[\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
  return [...oneLine].slice(0, maxLength).join("").trim();
}

/**
 * An answer made safe: bounds inside the window, text sanitised, title at most 120 characters.
 * Null when nothing of at least a second is left of its bounds.
 */
export function clampAnswer(answer: RefinementAnswer, window: RefinementInput["window"]): RefinementAnswer | null {
  const within = (seconds: number) => Math.min(window.endSeconds, Math.max(window.startSeconds, seconds));
  const startSeconds = within(answer.startSeconds);
  const endSeconds = within(answer.endSeconds);
  if (endSeconds - startSeconds < minHighlightSeconds) return null;
  const tags = answer.tags.map((tag) => sanitiseText(tag, 40)).filter((tag) => tag !== "");
  return {
    startSeconds,
    endSeconds,
    isClipable: answer.isClipable,
    confidence: answer.confidence,
    reason: sanitiseText(answer.reason, 500),
    title: sanitiseText(answer.title, 120),
    tags: [...new Set(tags)].slice(0, 10),
  };
}

/** The tick of the nominal frame boundary nearest to `seconds`, within the media. */
export function nearestFrameTicks(
  media: { videoTimescale: number; frameRateNum: number; frameRateDen: number; durationTicks: number },
  seconds: number,
): number {
  const frame = Math.max(0, Math.round((seconds * media.frameRateNum) / media.frameRateDen));
  const ticks = Math.round((frame * media.videoTimescale * media.frameRateDen) / media.frameRateNum);
  return Math.min(ticks, media.durationTicks);
}

/** One iteration as screens see it. Bounds in seconds of the VOD; `before` null in rows older than it was kept. */
export type RefinementView = {
  id: string;
  iteration: number;
  backend: string;
  model: string;
  promptVersion: string;
  state: "running" | "done" | "failed";
  before: { startSeconds: number; endSeconds: number } | null;
  answer: RefinementAnswer | null;
  failureText: string | null;
  tries: number;
  inputTokens: number | null;
  outputTokens: number | null;
  costUsd: number;
  latencyMs: number | null;
  createdAt: Date;
};

type BackendView = { name: string; model: string | null; isPriced: boolean; takesAudio: boolean };

/** An account's spending on refinement. */
export type RefinementLedger = {
  planName: string;
  month: string;
  budgetUsd: number;
  spentUsd: number;
  promisedUsd: number;
  backend: BackendView;
  settings: RefinementSettings;
  /** The operator's switch. */
  isOnForAll: boolean;
  months: { month: string; callCount: number; spentUsd: number; promisedUsd: number }[];
  runs: {
    detectionRunId: string;
    vodId: string;
    vodTitle: string;
    createdAt: Date;
    highlightCount: number;
    iterationCount: number;
    failedCount: number;
    callCount: number;
    tokens: number;
    models: string;
    spentUsd: number;
  }[];
};

/** The whole installation's. */
export type LlmTotals = {
  isEnabled: boolean;
  dailyUsd: number;
  month: string;
  day: string;
  today: { callCount: number; spentUsd: number; promisedUsd: number };
  days: { day: string; callCount: number; spentUsd: number }[];
  accounts: {
    accountId: string;
    name: string;
    budgetUsd: number;
    callCount: number;
    spentUsd: number;
    promisedUsd: number;
  }[];
  prices: NamedPrice[];
  backend: BackendView;
  alerts: { id: string; severity: string; text: string; count: number; firstAt: Date; lastAt: Date }[];
};

/** USD for people: cents, and more digits where that would be nothing. */
export function formatUsd(usd: number): string {
  if (usd === 0 || usd >= 0.995) return `$${usd.toFixed(2)}`;
  return `$${usd.toFixed(usd >= 0.01 ? 3 : 5)}`;
}
