import { loudnessPerSecond, type RefinementInput } from "../model.ts";
import { findReaction } from "./find-reaction.ts";

export type Judgement = { isClipable: boolean; confidence: number; reason: string };

/** Quieter than this for nearly all of it: nothing is to be heard. */
const deadAirLufs = -60;
const deadAirShare = 0.95;
/**
 * Below it, detection hardly told the moment from its surroundings; measured where there is a chat, see
 * docs/decisions/refinement.md. Without one, scores are lower altogether.
 */
const weakScore = 0.6;
const weakScoreWithoutChat = 0.2;
/** A rise of chat that chance doesn't give. */
const reactionSigmas = 4;

/**
 * Whether the moment is worth a clip, from evidence alone: dead air is not, nor what neither detection nor chat, sound,
 * events or speech tell from its surroundings. Everything else is left to people. Pure.
 */
export function judge(input: RefinementInput): Judgement {
  const confidence = confidenceOf(input);
  const strongest = [...input.contributions].sort((a, b) => b.value - a.value)[0];
  const reaction = findReaction(input);
  if (isDeadAir(input) && reaction === null && input.transcript.length === 0) {
    return {
      isClipable: false,
      confidence: 0.9,
      reason: "Nothing is heard here, nothing is said and chat doesn't react.",
    };
  }
  const hasChat = input.chatPerSecond.some((count) => count > 0);
  const isWeak =
    input.score < (hasChat ? weakScore : weakScoreWithoutChat) &&
    input.events.length === 0 &&
    (reaction === null || reaction.sigmas < reactionSigmas);
  if (isWeak) {
    const what = strongest ? ` The most there is: ${strongest.label}.` : "";
    return { isClipable: false, confidence: 0.7, reason: `Nothing stands out from its surroundings here.${what}` };
  }
  const answers = reaction === null ? "" : ` Chat rises by ${reaction.rise} messages in 3 s.`;
  return {
    isClipable: true,
    confidence,
    reason: `${strongest ? `Strongest evidence: ${strongest.label}.` : "Chosen by its score."}${answers}`,
  };
}

/** Grows with the score, and with how many independent signals agree. */
function confidenceOf(input: RefinementInput): number {
  const signals = new Set(input.contributions.filter((one) => one.value > 0).map((one) => one.signal)).size;
  const value = 1 - Math.exp(-(Math.max(0, input.score) + 0.3 * Math.max(0, signals - 1)) / 1.5);
  return Math.round(Math.min(0.95, Math.max(0.05, value)) * 100) / 100;
}

function isDeadAir({ loudness, window, current }: RefinementInput): boolean {
  if (loudness === null) return false;
  const sample = (atSeconds: number) => Math.round((atSeconds - window.startSeconds) * loudnessPerSecond);
  const inside = loudness.slice(Math.max(0, sample(current.startSeconds)), sample(current.endSeconds));
  if (inside.length === 0) return false;
  return inside.filter((value) => value < deadAirLufs).length >= deadAirShare * inside.length;
}
