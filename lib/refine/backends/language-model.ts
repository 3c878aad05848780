import { boundInputTokens, type LlmConfig } from "#lib/platform/llm/model.ts";
import type { HighlightRefinementBackend } from "../model.ts";
import { buildPrompt, instructions, modelReply, onTimeline, promptVersion } from "./prompt.ts";

const schemaText = 1_500;

/** A language model behind the refinement interface: Gemini, or any server that speaks OpenAI's chat completions. */
export function createLanguageModelBackend(config: LlmConfig): HighlightRefinementBackend {
  // Loaded when a model is first asked: the SDK takes memory that most installations never need.
  let opening: ReturnType<typeof openAsker> | null = null;
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
      opening ??= openAsker(config);
      const outcome = await (await opening)(
        { instructions, prompt: buildPrompt(input), audio, schema: modelReply },
        { signal },
      );
      return outcome.ok ? { ...outcome, value: onTimeline(outcome.value, input) } : outcome;
    },
  };
}

const openAsker = async (config: LlmConfig) =>
  (await import("#lib/platform/llm/ask-model.ts")).createModelAsker(config);
