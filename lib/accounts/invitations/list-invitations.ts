import { and, eq, isNull, sql } from "drizzle-orm";
import { invitations } from "#drizzle/schema/access.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { byTime, cutPage, type PageQuery } from "#lib/paging.ts";
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

export type InvitationPage = { invitations: InvitationView[]; nextCursor: string | null };

const newestFirst = byTime({ at: invitations.createdAt, id: sql`${invitations.id}::text`, isDescending: true });

/** A page of the invitations of an account that nobody took up, the newest first; those whose time is over too. */
export async function listInvitations(
  ctx: Pick<Ctx, "db">,
  input: PageQuery & { accountId: AccountId },
): Promise<InvitationPage> {
  const { id, email, role, isMailed, createdAt, expiresAt } = invitations;
  const rows = await ctx.db
    .select({ pageEnd: newestFirst.pageEnd, id, email, role, isMailed, createdAt, expiresAt })
    .from(invitations)
    .where(and(eq(invitations.accountId, input.accountId), isOpen(), newestFirst.after(input.cursor)))
    .orderBy(...newestFirst.orderBy)
    .limit(input.limit + 1);
  const { shown, nextCursor } = cutPage(rows, input.limit, (row) => row.id);
  return { invitations: shown, nextCursor };
}
