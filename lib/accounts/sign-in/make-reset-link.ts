import { eq } from "drizzle-orm";
import { authUsers } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { makeSecret } from "#lib/platform/secret.ts";
import { createAuth, resetLink, resetLinkSeconds } from "../auth.ts";
import { atTheMachine, noteAction } from "../note-action.ts";

/** A link by which a user chooses a new password, once and within an hour; for operators. Throws `not_found`. */
export async function makeResetLink(
  ctx: Pick<Ctx, "config" | "db" | "log" | "now">,
  input: { email: string },
): Promise<{ link: string; expiresAt: Date }> {
  const email = input.email.trim().toLowerCase();
  const [user] = await ctx.db.select({ id: authUsers.id }).from(authUsers).where(eq(authUsers.email, email));
  if (!user) throw new AppError("not_found", `There is no user with the address ${email}.`);
  const token = makeSecret();
  const expiresAt = new Date(ctx.now().getTime() + resetLinkSeconds * 1000);
  const { internalAdapter } = await createAuth(ctx).$context;
  await noteAction(ctx.db, { operator: atTheMachine, action: "reset_password", subject: email });
  await internalAdapter.createVerificationValue({ identifier: `reset-password:${token}`, value: user.id, expiresAt });
  return { link: resetLink(ctx.config, token), expiresAt };
}
