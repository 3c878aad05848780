import { createHash } from "node:crypto";
import { claimAnswer, dropClaim, keepAnswer } from "#lib/accounts/kept-answers.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";

const header = "idempotency-key";

/**
 * Does a change once, however often it is sent with the same `Idempotency-Key`: those after the first get its answer.
 * `caller` null: nobody known, whose keys nobody could tell apart; the work is done each time. The same key for another request is refused, and so is one whose first request is still worked on.
 */
export async function once(
  ctx: Ctx,
  input: { request: Request; caller: string | null; body: string; takesFile: boolean },
  work: () => Promise<Response>,
): Promise<Response> {
  const { request, body } = input;
  const key = request.headers.get(header);
  if (key === null || request.method !== "POST" || input.caller === null) return work();
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new AppError(
      "invalid_input",
      "An Idempotency-Key has 1 to 255 visible ASCII characters, a UUID for example.",
    );
  }
  const claim = { caller: input.caller, key };
  const claimed = await claimAnswer(ctx, { ...claim, requestHash: hashRequest(request, body) });
  if (claimed.state === "other_request") {
    throw usedForAnother();
  }
  if (claimed.state === "in_flight") {
    throw new AppError("conflict", "A request with this Idempotency-Key is still worked on. Ask again in a moment.");
  }
  if (claimed.state === "kept") {
    const { status, contentType, body: kept } = claimed.answer;
    if (input.takesFile && status === 200) await requireSameFile(request, kept);
    const headers = { "content-type": contentType, "cache-control": "no-store", "idempotency-replayed": "true" };
    return new Response(JSON.stringify(kept), { status, headers });
  }
  try {
    const response = await work();
    // Trouble of ours that may pass: the next try does the work.
    if (response.status >= 500) await dropClaim(ctx, claim);
    else await keepAnswer(ctx, { ...claim, answer: await readAnswer(response) });
    return response;
  } catch (error) {
    await dropClaim(ctx, claim);
    throw error;
  }
}

/** For answers that must not be kept. */
export function refuseKey(request: Request): void {
  if (request.headers.get(header) === null) return;
  const why = "The answer holds a secret that is told once, so it is not kept for an Idempotency-Key.";
  throw new AppError("invalid_input", `${why} Leave the header out.`);
}

const usedForAnother = () =>
  new AppError("idempotency_key_reused", "This Idempotency-Key was used for another request. Take a new one.");

/** A file that is sent again is read to its end, and has to be the one whose answer was kept. */
async function requireSameFile(request: Request, kept: unknown): Promise<void> {
  const hash = createHash("sha256");
  for await (const chunk of request.body ?? []) hash.update(chunk);
  if ((kept as { sha256?: string }).sha256 !== hash.digest("hex")) throw usedForAnother();
}

/** A file is not read for this: its name and length are in it, its bytes are compared when it is sent again. */
function hashRequest(request: Request, body: string): string {
  const { pathname, search } = new URL(request.url);
  const parts = [request.method, pathname + search, request.headers.get("content-length") ?? "", body];
  return createHash("sha256").update(parts.join("\0")).digest("base64url");
}

async function readAnswer(response: Response) {
  const contentType = response.headers.get("content-type") ?? "application/json";
  return { status: response.status, contentType, body: await response.clone().json() };
}
