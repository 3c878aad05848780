import { chooseBounds } from "../heuristic/choose-bounds.ts";
import { judge } from "../heuristic/judge.ts";
import { nameMoment } from "../heuristic/name-moment.ts";
import type { HighlightRefinementBackend } from "../model.ts";
import type { RefinementAnswer } from "../schema.ts";

/**
 * Works offline and costs nothing: bounds move to where speech pauses and sentences end, around the chat's reaction; the
 * judgement comes from the evidence. The same input always gives the same answer.
 */
export const heuristicBackend: HighlightRefinementBackend = {
  name: "heuristic",
  model: "pauses",
  promptVersion: "heuristic-1",
  isFree: true,
  takesAudio: false,
  maxInputTokens: Number.POSITIVE_INFINITY,
  boundTokens: () => ({ input: 0, audioInput: 0, output: 0 }),
  refine: async (input, { signal }) => {
    signal.throwIfAborted();
    const value: RefinementAnswer = {
      ...chooseBounds(input),
      ...judge(input),
      title: nameMoment(input),
      tags: [...new Set(input.contributions.filter((one) => one.value > 0).map((one) => one.signal))],
    };
    return { ok: true, value, usage: { input: 0, audioInput: 0, output: 0 } };
  },
};
