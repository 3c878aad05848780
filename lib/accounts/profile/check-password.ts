import { verifyPassword } from "better-auth/crypto";
import { and, eq } from "drizzle-orm";
import { authIdentities } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import { forgetSignInTries, takeSignInTry } from "../sign-in/sign-in-tries.ts";

/**
 * Whether who sits at a signed-in browser knows its user's password; a user without one needs none. Tries count with those
 * of signing in, or this would be the place to guess.
 */
export async function checkPassword(
  ctx: Pick<Ctx, "db" | "now">,
  input: { userId: string; email: string; password: string },
): Promise<{ ok: true } | Refusal<"invalid_input" | "rate_limited">> {
  const [way] = await ctx.db
    .select({ password: authIdentities.password })
    .from(authIdentities)
    .where(and(eq(authIdentities.userId, input.userId), eq(authIdentities.providerId, "credential")));
  if (!way?.password) return { ok: true };
  const taken = await takeSignInTry(ctx, { email: input.email, address: null });
  if (!taken.ok) {
    const message = `Too many wrong passwords. Wait ${taken.retryAfterSeconds} seconds, then try again.`;
    return { ok: false, reason: "rate_limited", message };
  }
  if (!(await verifyPassword({ hash: way.password, password: input.password }))) {
    return { ok: false, reason: "invalid_input", message: "The password is wrong. Give the one you sign in with." };
  }
  await forgetSignInTries(ctx, { email: input.email });
  return { ok: true };
}
