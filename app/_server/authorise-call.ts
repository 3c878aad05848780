import { findSignedInUser, type SignedInUser } from "#lib/accounts/auth.ts";
import { type Access, authoriseUser } from "#lib/accounts/authorise.ts";
import { isTrustedRequest } from "#lib/accounts/trusted-origin.ts";
import { AppError } from "#lib/errors.ts";
import type { AccessRule } from "./access-table.ts";
import type { Web } from "./web.ts";

/** The answer to everybody who may not know that there is something. */
export const nothingHere = () => new AppError("not_found", "There is nothing at this address. Check the link.");

const changesNothing = ["GET", "HEAD"];

/**
 * Who sends a request, if the rule lets them; else throws what they are told: `unauthenticated`, `forbidden` within their
 * own account, `not_found` for what only operators know of.
 */
export async function authoriseCall(
  web: Web,
  rule: AccessRule,
  request: Request,
): Promise<{ user: SignedInUser | null; access: Access | null }> {
  const { ctx, auth } = web;
  if (!changesNothing.includes(request.method) && !isTrustedRequest(ctx.config, request.headers)) {
    throw new AppError("forbidden", "The request comes from another site. Do this on VOD Manager's own pages.");
  }
  const user = await findSignedInUser(auth, request.headers);
  if (rule.atLeast === "anyone") return { user, access: null };
  if (!user) throw new AppError("unauthenticated", "You are not signed in, or were signed out. Sign in again.");
  if (rule.atLeast === "admin" && !user.isAdmin) throw nothingHere();
  if (rule.atLeast === "admin" || rule.atLeast === "signed-in") return { user, access: null };
  return { user, access: await authoriseUser(ctx, { userId: user.id, atLeast: rule.atLeast }) };
}
