/** Shapes of a language model's use: no domain word, no I/O. */

/**
 * How answers are made to be JSON: by the answer's schema, as any JSON object, or by asking in the prompt alone. `auto`
 * begins with the schema and goes down a step when the server says that it lacks it.
 */
export type JsonMode = "schema" | "object" | "prompt" | "auto";

/** A model to ask, as the operator configured it. */
export type LlmConfig = {
  provider: "gemini" | "openai-compatible";
  model: string;
  /** Undefined: the provider's own address (Gemini only). */
  baseUrl: string | undefined;
  apiKey: string | undefined;
  takesAudio: boolean;
  jsonMode: JsonMode;
  /** Longest wait for one answer. */
  timeoutMs: number;
  /** Longest prompt, sound included, in tokens. */
  maxInputTokens: number;
  /** Longest answer, thinking included. */
  maxOutputTokens: number;
};

/** Tokens of one request. `audioInput` is the part of `input` that is sound; null where the provider doesn't say. */
export type TokenUsage = { input: number; audioInput: number | null; output: number };

/** Why a request gave no answer that can be used. */
export type LlmFailure =
  | "rate_limited"
  | "unavailable"
  | "unreachable"
  | "timeout"
  | "refused"
  | "cut_off"
  | "unusable"
  | "not_accepted"
  | "unauthorised";

/**
 * What became of one request. `usage`: null where the provider didn't say, which means "up to what was estimated" unless
 * `isFree`: an error answer, which providers don't charge for.
 */
export type LlmOutcome =
  | { ok: true; value: unknown; usage: TokenUsage | null }
  | {
      ok: false;
      failure: LlmFailure;
      /** Fit for the user: names no address and no key. */
      message: string;
      /** How long the provider asks to wait; null: it doesn't. */
      retryAfterMs: number | null;
      usage: TokenUsage | null;
      isFree: boolean;
      /** For the log: what the server said, shortened. */
      detail: string | null;
    };

/** Sound to hand in with a prompt. */
export type LlmAudio = { bytes: Uint8Array; mediaType: "audio/mpeg"; durationSeconds: number };

/** Providers count sound by its length: Gemini 32 tokens a second, OpenAI 10. */
const audioTokensPerSecond = 32;
/** What servers add around the messages. */
const templateTokens = 200;

/**
 * No request has more tokens than this. A token stands for at least one byte of text, so bytes bound tokens for every
 * tokeniser; English text has about four bytes a token.
 */
export const boundInputTokens = (text: string, audioSeconds: number): { input: number; audioInput: number } => {
  const audioInput = Math.ceil(audioSeconds) * audioTokensPerSecond;
  return { input: Buffer.byteLength(text, "utf8") + templateTokens + audioInput, audioInput };
};
