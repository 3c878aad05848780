import { APICallError, RetryError } from "ai";
import type { LlmFailure, LlmOutcome } from "./model.ts";
import { SecondRequestError } from "./one-request.ts";

type Failed = Extract<LlmOutcome, { ok: false }> & { lacksMode?: true };

const words: Record<LlmFailure, string> = {
  rate_limited: "The language model's provider takes no more requests for now.",
  unavailable: "The language model's provider has trouble on its side.",
  unreachable: "The language model's server can't be reached.",
  timeout: "The language model didn't answer in time.",
  refused: "The language model refused to answer about this moment.",
  cut_off: "The language model's answer was cut off before its end.",
  unusable: "The language model's answer could not be read.",
  not_accepted: "The language model's server did not take the request.",
  unauthorised: "The language model's provider refused the key.",
};

/** A failure in one sentence for the user. */
export const describeFailure = (failure: LlmFailure): string => words[failure];

/** Connections that were never made: nothing can have been charged. */
const neverConnected = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT", "EHOSTUNREACH"]);

/** What a server says that lacks a way of asking for JSON. */
const lacksModeText = /response[_ ]?(format|json|schema|mime)|json[_ ]?(schema|object|mode)|structured|grammar/i;

/** Turns what the SDK threw into an outcome. The request's contents stay out of it: logs would keep them. */
export function readFailure(thrown: unknown, context: { isTimeout: boolean; timeoutMs: number }): Failed {
  const error = RetryError.isInstance(thrown) ? thrown.lastError : thrown;
  const failed = (failure: LlmFailure, more: Partial<Failed> = {}): Failed => ({
    ok: false,
    failure,
    message: describeFailure(failure),
    retryAfterMs: null,
    usage: null,
    isFree: false,
    detail: detailOf(error),
    ...more,
  });
  if (context.isTimeout) {
    return failed("timeout", { message: `${words.timeout} It was given ${Math.round(context.timeoutMs / 1000)} s.` });
  }
  if (error instanceof SecondRequestError) return failed("cut_off");
  if (!APICallError.isInstance(error)) {
    const code = findCode(error);
    return code === null ? failed("unusable") : failed("unreachable", { isFree: neverConnected.has(code) });
  }
  const status = error.statusCode;
  if (status === undefined) {
    const code = findCode(error);
    return failed("unreachable", { isFree: code !== null && neverConnected.has(code) });
  }
  if (status < 400) return failed("unusable");
  const retryAfterMs = readRetryAfterMs(error.responseHeaders ?? {}, Date.now());
  if (status === 429) return failed("rate_limited", { isFree: true, retryAfterMs });
  if (status >= 500 && status !== 501) return failed("unavailable", { isFree: true, retryAfterMs });
  if (status === 401 || status === 403) return failed("unauthorised", { isFree: true });
  const lacksMode = lacksModeText.test(error.responseBody ?? error.message);
  return failed("not_accepted", {
    isFree: true,
    message: `${words.not_accepted} It answered ${status}; the server's log has more.`,
    ...(lacksMode ? { lacksMode: true as const } : {}),
  });
}

/** Never the request, which holds strangers' words and the sound; never the headers. */
function detailOf(error: unknown): string {
  const said = APICallError.isInstance(error) ? (error.responseBody ?? error.message) : String(error);
  return said.slice(0, 300);
}

/** `retry-after-ms`, else `retry-after` in seconds or as a date; null where neither can be read. Pure. */
export function readRetryAfterMs(headers: Record<string, string>, nowMs: number): number | null {
  const ms = Number(headers["retry-after-ms"] ?? Number.NaN);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const text = headers["retry-after"]?.trim();
  if (!text) return null;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

/** The system's error code, however deep it is wrapped. */
function findCode(error: unknown): string | null {
  let current = error as { code?: unknown; cause?: unknown } | undefined;
  for (let depth = 0; current instanceof Error && depth < 5; depth += 1) {
    const { code, cause } = current as { code?: unknown; cause?: unknown };
    if (typeof code === "string") return code;
    current = cause as typeof current;
  }
  return null;
}
