import type { Contribution } from "#lib/highlights/model.ts";
import { formatTimestamp } from "#lib/time.ts";
import type { HighlightRefinementBackend, RefinementInput } from "../model.ts";
import type { RefinementAnswer } from "../schema.ts";

const reachSeconds = 2;
const pauseSeconds = 0.3;
const endsSentence = /[.!?…。！？]["'”’)\]]*$/u;

/** Where speech starts after a pause or a finished sentence, and where it stops before one. */
function findPauses(transcript: RefinementInput["transcript"]): { starts: number[]; ends: number[] } {
  const starts: number[] = [];
  const ends: number[] = [];
  transcript.forEach((line, index) => {
    const before = transcript[index - 1];
    const after = transcript[index + 1];
    if (!before || line.startSeconds - before.endSeconds >= pauseSeconds || endsSentence.test(before.text.trim())) {
      starts.push(line.startSeconds);
    }
    if (!after || after.startSeconds - line.endSeconds >= pauseSeconds || endsSentence.test(line.text.trim())) {
      ends.push(line.endSeconds);
    }
  });
  return { starts, ends };
}

/** The candidate nearest to `at` within reach, else `at`. */
function snap(at: number, candidates: number[]): number {
  let best = at;
  let bestDistance = reachSeconds;
  for (const candidate of candidates) {
    const distance = Math.abs(candidate - at);
    if (distance <= bestDistance && (distance < bestDistance || best === at)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function strongest(contributions: Contribution[]): Contribution | null {
  return contributions.reduce<Contribution | null>(
    (best, one) => (best === null || one.value > best.value ? one : best),
    null,
  );
}

/** The line spoken at the peak, else the strongest evidence, else the time. */
function nameOf(input: RefinementInput): string {
  const peak = input.peakSeconds ?? (input.current.startSeconds + input.current.endSeconds) / 2;
  const top = strongest(input.contributions);
  const told = top?.evidence.find((one) => one.text.trim() !== "");
  if (top && told && top.signal !== "chat") return told.text;
  const inside = input.transcript.filter(
    (line) => line.endSeconds > input.current.startSeconds && line.startSeconds < input.current.endSeconds,
  );
  const spoken = inside.reduce<(typeof inside)[number] | null>((best, line) => {
    const distance = (one: typeof line) => Math.abs((one.startSeconds + one.endSeconds) / 2 - peak);
    return best === null || distance(line) < distance(best) ? line : best;
  }, null);
  if (spoken) return spoken.text;
  if (top && told) return `Chat: ${told.text}`;
  return `Highlight at ${formatTimestamp(input.current.startSeconds, 0)}`;
}

function answerFor(input: RefinementInput): RefinementAnswer {
  const { starts, ends } = findPauses(input.transcript);
  const startSeconds = snap(input.current.startSeconds, starts);
  const endSeconds = snap(input.current.endSeconds, ends);
  const keepsOrder = endSeconds - startSeconds >= 1;
  const top = strongest(input.contributions);
  const isClipable = input.contributions.length > 0 || input.score > 0;
  return {
    startSeconds: keepsOrder ? startSeconds : input.current.startSeconds,
    endSeconds: keepsOrder ? endSeconds : input.current.endSeconds,
    isClipable,
    confidence: isClipable ? Math.min(0.95, 1 - Math.exp(-Math.max(0, input.score) / 3)) : 0.1,
    reason: isClipable
      ? `Strongest evidence: ${top?.label ?? "the score"}.`
      : "Nothing in chat, events, speech or sound stands out here.",
    title: nameOf(input),
    tags: [...new Set(input.contributions.filter((one) => one.value > 0).map((one) => one.signal))],
  };
}

/**
 * Works offline and costs nothing: bounds move to speech pauses and sentence ends within 2 s, the title comes from the
 * strongest evidence or the line spoken at the peak. The same input always gives the same answer.
 */
export const mockBackend: HighlightRefinementBackend = {
  name: "mock",
  model: "pauses",
  promptVersion: "mock-1",
  estimateCostUsd: () => 0,
  refine: async (input, { signal }) => {
    signal.throwIfAborted();
    return { answer: answerFor(input), inputTokens: 0, outputTokens: 0, costUsd: 0 };
  },
};
