import { generateText, NoObjectGeneratedError, Output } from "ai";
import type { z } from "zod";
import { describeFailure, readFailure } from "./failures.ts";
import type { JsonMode, LlmAudio, LlmConfig, LlmOutcome, TokenUsage } from "./model.ts";
import { openModel } from "./open-model.ts";
import { readJsonAnswer } from "./read-json.ts";

// Warnings would go to the console, past our log; what matters of them is in the outcome.
globalThis.AI_SDK_LOG_WARNINGS = false;

export type Question = {
  instructions: string;
  prompt: string;
  audio: LlmAudio | null;
  /** What the answer has to look like. It is told to the model, not trusted: the caller parses. */
  schema: z.ZodType;
};

/** One request. Throws only when `signal` aborts. */
export type AskModel = (question: Question, options: { signal: AbortSignal }) => Promise<LlmOutcome>;

const modes = ["schema", "object", "prompt"] as const satisfies JsonMode[];

/**
 * Makes the asker of a model. Every call is one request, never tried again by itself, of at most `timeoutMs`. In the JSON
 * mode `auto` a server that says it lacks a mode is asked in the next one, at once and from then on: its refusal cost
 * nothing.
 */
export function createModelAsker(config: LlmConfig): AskModel {
  let mode: (typeof modes)[number] = config.jsonMode === "auto" ? "schema" : config.jsonMode;
  return async (question, options) => {
    for (;;) {
      const outcome = await askOnce(config, mode, question, options.signal);
      const next = modes[modes.indexOf(mode) + 1];
      if (config.jsonMode !== "auto" || next === undefined || outcome.ok || !("lacksMode" in outcome)) return outcome;
      mode = next;
    }
  };
}

async function askOnce(
  config: LlmConfig,
  mode: (typeof modes)[number],
  question: Question,
  signal: AbortSignal,
): Promise<LlmOutcome> {
  signal.throwIfAborted();
  const timeout = AbortSignal.timeout(config.timeoutMs);
  const { instructions, prompt, audio, schema } = question;
  const sound = audio ? [{ type: "file" as const, data: audio.bytes, mediaType: audio.mediaType }] : [];
  const request = {
    model: openModel(config, mode),
    instructions,
    messages: [{ role: "user" as const, content: [{ type: "text" as const, text: prompt }, ...sound] }],
    maxOutputTokens: config.maxOutputTokens,
    temperature: 0,
    maxRetries: 0,
    abortSignal: AbortSignal.any([signal, timeout]),
  };
  try {
    const result =
      mode === "prompt"
        ? await generateText({ ...request, output: Output.text() })
        : await generateText({ ...request, output: Output.object({ schema }) });
    return readAnswer(result.text, result.finishReason, usageOf(result.usage));
  } catch (error) {
    if (signal.aborted) throw error;
    if (NoObjectGeneratedError.isInstance(error)) {
      return readAnswer(error.text ?? "", error.finishReason, usageOf(error.usage));
    }
    return readFailure(error, { isTimeout: timeout.aborted, timeoutMs: config.timeoutMs });
  }
}

/** What the text stands for. An answer that ended early is never used, not even when it happens to be whole JSON. */
function readAnswer(text: string, finishReason: string | undefined, usage: TokenUsage | null): LlmOutcome {
  const failed = (failure: "cut_off" | "refused" | "unusable"): LlmOutcome => ({
    ok: false,
    failure,
    message: describeFailure(failure),
    retryAfterMs: null,
    usage,
    isFree: false,
    detail: text.slice(0, 300),
  });
  if (finishReason === "length") return failed("cut_off");
  if (finishReason === "content-filter") return failed("refused");
  const value = readJsonAnswer(text);
  return value === undefined ? failed("unusable") : { ok: true, value, usage };
}

type SdkUsage = { inputTokens: number | undefined; outputTokens: number | undefined; raw?: unknown };

/** Null unless the provider told both. Gemini and OpenAI say in their own words how much of the input was sound. */
function usageOf(usage: SdkUsage | undefined): TokenUsage | null {
  if (usage?.inputTokens === undefined || usage.outputTokens === undefined) return null;
  const raw = (usage.raw ?? {}) as {
    promptTokensDetails?: { modality?: string; tokenCount?: number }[] | null;
    prompt_tokens_details?: { audio_tokens?: number | null } | null;
  };
  const gemini = raw.promptTokensDetails?.filter((one) => one.modality === "AUDIO");
  const audioInput =
    gemini && gemini.length > 0
      ? gemini.reduce((sum, one) => sum + (one.tokenCount ?? 0), 0)
      : (raw.prompt_tokens_details?.audio_tokens ?? null);
  return { input: usage.inputTokens, audioInput, output: usage.outputTokens };
}
