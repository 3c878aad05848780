import { createGoogle } from "@ai-sdk/google";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { LanguageModel } from "ai";
import type { JsonMode, LlmConfig } from "./model.ts";
import { fetchOnce } from "./one-request.ts";

/** A model for one request: the second one of the same model object is refused. */
export function openModel(config: LlmConfig, jsonMode: Exclude<JsonMode, "auto">): LanguageModel {
  const { apiKey, baseUrl: baseURL, model } = config;
  const fetch = fetchOnce();
  if (config.provider === "gemini") return createGoogle({ apiKey: apiKey ?? "", baseURL, fetch })(model);
  const provider = createOpenAICompatible({
    name: "openai-compatible",
    baseURL: baseURL ?? "",
    fetch,
    supportsStructuredOutputs: jsonMode === "schema",
    ...(apiKey === undefined ? {} : { apiKey }),
  });
  return provider(model);
}
