import { eq } from "drizzle-orm";
import { accounts, members } from "#drizzle/schema/accounts.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";

/**
 * Makes an account with its first owner, and returns its id. The plan must exist.
 * A slug that is taken returns that account's id, with the user among its members; its plan and name stay.
 */
export async function createAccount(
  ctx: Pick<Ctx, "db">,
  input: { slug: string; name: string; planId: string; ownerUserId: string },
): Promise<AccountId> {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(input.slug)) {
    throw new AppError(
      "invalid_input",
      `"${input.slug}" can't be an account's short name. Use 1 to 40 small letters, digits and dashes.`,
    );
  }
  return ctx.db.transaction(async (tx) => {
    const [made] = await tx
      .insert(accounts)
      .values({ slug: input.slug, name: input.name, planId: input.planId })
      .onConflictDoNothing({ target: accounts.slug })
      .returning({ id: accounts.id });
    const [account] = made
      ? [made]
      : await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.slug, input.slug));
    await tx
      .insert(members)
      .values({ accountId: account!.id, userId: input.ownerUserId, role: "owner" })
      .onConflictDoNothing();
    return account!.id as AccountId;
  });
}
