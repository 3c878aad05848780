import { type KeyRate, takeApiKey } from "#lib/accounts/api-keys/take-api-key.ts";
import { findSession, type SignedInUser } from "#lib/accounts/auth.ts";
import type { ApiScope } from "#lib/accounts/schema.ts";
import { AppError } from "#lib/errors.ts";
import { chosenAccount } from "./account-cookie.ts";
import type { Web } from "./web.ts";

/** Who sends a request: somebody's browser, somebody's program by a key, or nobody known (`user` null). */
export type Caller = {
  user: SignedInUser | null;
  /** Set for a browser. */
  sessionId: string | null;
  /** Set for a program. */
  key: { id: string; scopes: ApiScope[]; rate: KeyRate } | null;
  /** The account it is for; undefined: the one the user joined first. */
  accountSlug: string | undefined;
};

/** Finds who sends a request. A key goes before a cookie; one that is not valid is refused, not passed over. */
export async function findCaller({ ctx, auth }: Web, request: Request): Promise<Caller> {
  const { headers } = request;
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const key = authorization.match(/^Bearer\s+(\S+)$/i)?.[1];
    const used = key === undefined ? null : await takeApiKey(ctx, { key });
    if (!used) {
      throw new AppError(
        "unauthenticated",
        "The API key is unknown, revoked or expired. Make one under Settings, API keys.",
      );
    }
    const { keyId, user, accountSlug, scopes, rate } = used;
    return { user, sessionId: null, key: { id: keyId, scopes, rate }, accountSlug };
  }
  const session = await findSession(auth, headers);
  const user = session?.user ?? null;
  return { user, sessionId: session?.sessionId ?? null, key: null, accountSlug: chosenAccount(headers) };
}

/** Says on an answer how much of its minute a key has left. */
export function withRateHeaders(response: Response, rate: KeyRate | null): Response {
  if (!rate) return response;
  response.headers.set("ratelimit-limit", String(rate.limit));
  response.headers.set("ratelimit-remaining", String(rate.remaining));
  response.headers.set("ratelimit-reset", String(rate.resetSeconds));
  if (rate.isExceeded) response.headers.set("retry-after", String(rate.resetSeconds));
  return response;
}
