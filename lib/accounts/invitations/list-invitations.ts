import { and, desc, eq, isNull } from "drizzle-orm";
import { invitations } from "#drizzle/schema/access.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Role } from "../authorise.ts";

export type InvitationView = {
  id: string;
  email: string;
  role: Role;
  isMailed: boolean;
  createdAt: Date;
  expiresAt: Date;
};

/** Nobody took it up and nobody took it back. */
export const isOpen = () => and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt));

/** Invitations of an account that nobody took up, the newest first; those whose time is over too. */
export async function listInvitations(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId },
): Promise<InvitationView[]> {
  const { id, email, role, isMailed, createdAt, expiresAt } = invitations;
  return ctx.db
    .select({ id, email, role, isMailed, createdAt, expiresAt })
    .from(invitations)
    .where(and(eq(invitations.accountId, input.accountId), isOpen()))
    .orderBy(desc(invitations.createdAt), desc(invitations.id));
}
