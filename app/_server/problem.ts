import { z } from "zod";
import { AppError, describeError, type ErrorCode, errorCodes, type Refusal } from "#lib/errors.ts";
import type { Log } from "#lib/platform/log.ts";
import { count } from "#lib/platform/metrics.ts";

/** The body of every failed answer (RFC 9457). `detail` is fit for the user; `fields` names what was wrong in a form. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  retry: boolean;
  fields?: Record<string, string>;
} & Record<string, unknown>;

function problem(code: ErrorCode, detail: string, extra: Record<string, unknown> = {}): Response {
  const { status, retry } = errorCodes[code];
  const body: Problem = {
    type: "about:blank",
    title: code.replaceAll("_", " "),
    status,
    detail,
    code,
    retry,
    ...extra,
  };
  return Response.json(body, {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
  });
}

/** Turns anything thrown into an answer; what isn't an expected failure is logged and stays on the server. */
export function answerError(error: unknown, log: Log, request: Request): Response {
  if (error instanceof z.ZodError) {
    const fields = Object.fromEntries(error.issues.map((issue) => [issue.path.join("."), issue.message]));
    const named = error.issues.map((issue) => `${issue.path.join(".") || "request"}: ${issue.message}`).join("; ");
    return problem("invalid_input", `The request has values that can't be used. ${named}.`, { fields });
  }
  const { code, status, message } = describeError(error);
  if (status >= 500) {
    count("web_errors_total", { code });
    log.error({ err: error, path: new URL(request.url).pathname, method: request.method }, "request failed");
  }
  return problem(code, message, error instanceof AppError && code === "duplicate" ? error.details : {});
}

/** Turns an expected refusal into an answer; everything beside `ok`, `reason` and `message` goes along. */
export function answerRefusal(refusal: Refusal<ErrorCode> & Record<string, unknown>): Response {
  const { ok: _, reason, message, ...extra } = refusal;
  return problem(reason, message, extra);
}
