import { createModelAsker } from "#lib/platform/llm/ask-model.ts";
import { boundInputTokens, type LlmConfig } from "#lib/platform/llm/model.ts";
import type { HighlightRefinementBackend } from "../model.ts";
import { buildPrompt, instructions, modelReply, onTimeline, promptVersion } from "./prompt.ts";

const schemaText = 1_500;

/** A language model behind the refinement interface: Gemini, or any server that speaks OpenAI's chat completions. */
export function createLanguageModelBackend(config: LlmConfig): HighlightRefinementBackend {
  const ask = createModelAsker(config);
  return {
    name: config.provider,
    model: config.model,
    promptVersion,
    isFree: false,
    takesAudio: config.takesAudio,
    maxInputTokens: config.maxInputTokens,
    boundTokens: (input) => {
      const seconds = input.audio === null ? 0 : input.audio.endSeconds - input.audio.startSeconds;
      const { input: text, audioInput } = boundInputTokens(instructions + buildPrompt(input), seconds);
      return { input: text + schemaText, audioInput, output: config.maxOutputTokens };
    },
    refine: async (input, { signal, audio }) => {
      const outcome = await ask({ instructions, prompt: buildPrompt(input), audio, schema: modelReply }, { signal });
      return outcome.ok ? { ...outcome, value: onTimeline(outcome.value, input) } : outcome;
    },
  };
}
