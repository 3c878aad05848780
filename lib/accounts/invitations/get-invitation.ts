import { and, eq, gt } from "drizzle-orm";
import { invitations } from "#drizzle/schema/access.ts";
import { accounts } from "#drizzle/schema/accounts.ts";
import { authUsers } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { hashSecret } from "#lib/platform/secret.ts";
import type { Role } from "../authorise.ts";
import { isOpen } from "./list-invitations.ts";

export type OfferedInvitation = {
  email: string;
  role: Role;
  accountName: string;
  invitedBy: string | null;
  /** Whether the address has a user already, who then signs in; told only to who has the link. */
  hasUser: boolean;
};

/** What a link offers. Throws `not_found` for one that is unknown, used, taken back or too old: all look the same. */
export async function getInvitation(
  ctx: Pick<Ctx, "db" | "now">,
  input: { token: string },
): Promise<OfferedInvitation> {
  const [row] = await ctx.db
    .select({
      email: invitations.email,
      role: invitations.role,
      accountName: accounts.name,
      invitedBy: authUsers.name,
    })
    .from(invitations)
    .innerJoin(accounts, eq(accounts.id, invitations.accountId))
    .leftJoin(authUsers, eq(authUsers.id, invitations.invitedBy))
    .where(and(eq(invitations.tokenHash, hashSecret(input.token)), isOpen(), gt(invitations.expiresAt, ctx.now())));
  if (!row) throw invitationGone();
  const known = await ctx.db.select({ id: authUsers.id }).from(authUsers).where(eq(authUsers.email, row.email));
  return { ...row, hasUser: known.length > 0 };
}

export const invitationGone = () =>
  new AppError("not_found", "This invitation was used, taken back, or is too old. Ask for a new one.");
