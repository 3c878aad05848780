/** Every code an expected failure can carry, with the HTTP status it maps to. `retry` = worth trying again unchanged. */
export const errorCodes = {
  invalid_input: { status: 400, retry: false },
  unauthenticated: { status: 401, retry: false },
  forbidden: { status: 403, retry: false },
  not_found: { status: 404, retry: false },
  conflict: { status: 409, retry: false },
  duplicate: { status: 409, retry: false },
  too_large: { status: 413, retry: false },
  range_not_satisfiable: { status: 416, retry: false },
  not_ready: { status: 409, retry: true },
  not_clipable: { status: 409, retry: false },
  quota_exceeded: { status: 409, retry: false },
  cap_reached: { status: 409, retry: false },
  cancelled: { status: 409, retry: false },
  rate_limited: { status: 429, retry: true },
  idempotency_key_reused: { status: 422, retry: false },
  address_refused: { status: 422, retry: false },
  fetch_failed: { status: 502, retry: true },
  media_unreadable: { status: 422, retry: false },
  media_truncated: { status: 422, retry: false },
  media_no_video: { status: 422, retry: false },
  media_empty: { status: 422, retry: false },
  signal_unreadable: { status: 422, retry: false },
  output_invalid: { status: 500, retry: true },
  disk_full: { status: 507, retry: true },
  store_unavailable: { status: 503, retry: true },
  database_unavailable: { status: 503, retry: true },
  timeout: { status: 504, retry: true },
  paused: { status: 503, retry: true },
  missing_dependency: { status: 500, retry: false },
  internal: { status: 500, retry: true },
} as const;

export type ErrorCode = keyof typeof errorCodes;

/**
 * A failure with a sentence fit for the user: what happened, what is allowed, what to do next.
 * `details` go to the log only. `cause` is kept for the log and never shown.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, message: string, options: { details?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** An expected outcome that isn't success: a value, never thrown. */
export type Refusal<Reason extends string = string> = { ok: false; reason: Reason; message: string };

/** What a user may be told of any thrown value: AppErrors speak for themselves, everything else is "internal". */
export function describeError(error: unknown): { code: ErrorCode; status: number; message: string; retry: boolean } {
  if (error instanceof AppError) {
    const { status, retry } = errorCodes[error.code];
    return { code: error.code, status, message: error.message, retry };
  }
  if (isDatabaseAway(error)) {
    const message = "The database can't be reached right now. Nothing is lost; try again in a moment.";
    return { code: "database_unavailable", ...errorCodes.database_unavailable, message };
  }
  return {
    code: "internal",
    status: 500,
    message: "Something went wrong on our side. Try again; if it stays, the server's log has the reason.",
    retry: true,
  };
}

/** Postgres' codes (class 08, shutdowns, no connection left) and the system's, as the driver passes them on. */
const awayCodes =
  /^(08\w{3}|57P0[1-3]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)$/;
const awayTexts =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether the failure is a database that is out of reach or restarting. Every other service's client has errors of its own. */
function isDatabaseAway(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    const { code } = at as NodeJS.ErrnoException;
    if (awayCodes.test(code ?? "") || awayTexts.test(at.message)) return true;
    if (at instanceof AggregateError && at.errors.some(isDatabaseAway)) return true;
  }
  return false;
}
