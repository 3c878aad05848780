import { randomUUID } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import { eq } from "drizzle-orm";
import { authIdentities, authUsers } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";

export const minPasswordLength = 8;

/**
 * Makes a person who can sign in with e-mail and password, and returns their id.
 * An e-mail that is known already returns the existing id and changes nothing, the password included.
 */
export async function createUser(
  ctx: Pick<Ctx, "db">,
  input: { email: string; password: string; name: string; isAdmin?: boolean },
): Promise<string> {
  const email = input.email.trim().toLowerCase();
  if (!email.includes("@")) {
    throw new AppError("invalid_input", `"${input.email}" is no e-mail address. Give one like name@example.com.`);
  }
  if (input.password.length < minPasswordLength) {
    throw new AppError("invalid_input", `The password is too short. Use at least ${minPasswordLength} characters.`);
  }
  const password = await hashPassword(input.password);
  return ctx.db.transaction(async (tx) => {
    const [made] = await tx
      .insert(authUsers)
      .values({ id: randomUUID(), email, name: input.name, emailVerified: true, isAdmin: input.isAdmin ?? false })
      .onConflictDoNothing({ target: authUsers.email })
      .returning({ id: authUsers.id });
    if (!made) {
      const [known] = await tx.select({ id: authUsers.id }).from(authUsers).where(eq(authUsers.email, email));
      return known!.id;
    }
    await tx
      .insert(authIdentities)
      .values({ id: randomUUID(), userId: made.id, providerId: "credential", accountId: made.id, password });
    return made.id;
  });
}
