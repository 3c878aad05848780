/** Pure shapes and rules of refinement: no I/O, no clock. */
import type { Contribution } from "#lib/highlights/model.ts";
import type { RefinementAnswer } from "./schema.ts";

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
  /** Momentary loudness (LUFS), one value a second from the window's start; null where silent or unknown. */
  loudness: (number | null)[] | null;
  /** The answer of the iteration before. */
  previous: RefinementAnswer | null;
};

/** What one call gave back. `answer` is not trusted: it is parsed, clamped and sanitised by the caller. */
export type BackendReply = {
  answer: unknown;
  inputTokens: number | null;
  outputTokens: number | null;
  costUsd: number;
};

/**
 * Something that improves a highlight. `estimateCostUsd` is an upper bound, reserved before the call.
 * `refine` throws an `AppError` when it can't answer; `details.costUsd` says what the failed call cost (0 if absent).
 */
export type HighlightRefinementBackend = {
  readonly name: string;
  readonly model: string;
  /** Changes whenever the same input could give another answer; part of the input hash. */
  readonly promptVersion: string;
  estimateCostUsd: (input: RefinementInput) => number;
  refine: (input: RefinementInput, options: { signal: AbortSignal }) => Promise<BackendReply>;
};

/** Why a highlight was not refined. */
export type RefineSkipReason = "cap_reached" | "budget" | "off" | "decided";

/** `refineReason` of a skipped highlight in words; of a failed one it is a sentence already. */
export function describeRefineReason(reason: string): string {
  const words: Record<RefineSkipReason, string> = {
    cap_reached: "Not refined: the limit of refinements for one detection run was reached.",
    budget: "Not refined: this month's budget for the language model is used up.",
    off: "Not refined: refinement is switched off for this account.",
    decided: "Not refined: you had already decided on this highlight.",
  };
  return words[reason as RefineSkipReason] ?? reason;
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
