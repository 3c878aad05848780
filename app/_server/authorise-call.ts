import { type Access, authoriseUser } from "#lib/accounts/authorise.ts";
import { isTrustedRequest } from "#lib/accounts/trusted-origin.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccessRule } from "./access-table.ts";
import type { Caller } from "./find-caller.ts";

/** The answer to everybody who may not know that there is something. */
export const nothingHere = () => new AppError("not_found", "There is nothing at this address. Check the link.");

const changesNothing = ["GET", "HEAD"];

/**
 * The account a caller may act on by this rule; null where the rule needs none. Throws what they are told else:
 * `unauthenticated`, `forbidden` within their own account, `not_found` for what only operators know of.
 */
export async function authoriseCall(
  ctx: Ctx,
  rule: AccessRule,
  caller: Caller,
  request: Request,
): Promise<Access | null> {
  const { user, key } = caller;
  // A key comes in a header that no foreign page can send along; a cookie goes by itself.
  if (!key && !changesNothing.includes(request.method) && !isTrustedRequest(ctx.config, request.headers)) {
    throw new AppError("forbidden", "The request comes from another site. Do this on VOD Manager's own pages.");
  }
  if (key?.rate.isExceeded) {
    throw new AppError(
      "rate_limited",
      `This key sent ${key.rate.limit} requests within a minute. Wait ${key.rate.resetSeconds} s.`,
    );
  }
  if (rule.atLeast === "anyone") return null;
  if (!user) throw new AppError("unauthenticated", "You are not signed in, or were signed out. Sign in again.");
  if (rule.atLeast === "admin" && !user.isAdmin) throw nothingHere();
  if (key) requireScope(rule, key.scopes);
  if (rule.atLeast === "admin" || rule.atLeast === "signed-in") return null;
  return authoriseUser(ctx, { userId: user.id, slug: caller.accountSlug, atLeast: rule.atLeast });
}

function requireScope({ scope }: AccessRule, scopes: readonly string[]): void {
  if (scope === null) {
    throw new AppError("forbidden", "API keys can't do this. Sign in with a browser.");
  }
  if (!scopes.includes(scope)) {
    throw new AppError(
      "forbidden",
      `The key may not do this: it lacks "${scope}". Make one that has it under Settings, API keys.`,
    );
  }
}
