import { and, asc, eq } from "drizzle-orm";
import { accounts, members } from "#drizzle/schema/accounts.ts";
import { authUsers } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { byTime, cutPage, type PageQuery } from "#lib/paging.ts";
import type { Role } from "../authorise.ts";

export type MemberView = { userId: string; name: string; email: string; role: Role; joinedAt: Date };

export type MemberPage = { members: MemberView[]; nextCursor: string | null };

const oldestFirst = byTime({ at: members.createdAt, id: members.userId, isDescending: false });

/** A page of who belongs to an account, the first first. */
export async function listMembers(
  ctx: Pick<Ctx, "db">,
  input: PageQuery & { accountId: AccountId },
): Promise<MemberPage> {
  const rows = await ctx.db
    .select({
      pageEnd: oldestFirst.pageEnd,
      userId: members.userId,
      name: authUsers.name,
      email: authUsers.email,
      role: members.role,
      joinedAt: members.createdAt,
    })
    .from(members)
    .innerJoin(authUsers, eq(authUsers.id, members.userId))
    .where(and(eq(members.accountId, input.accountId), oldestFirst.after(input.cursor)))
    .orderBy(...oldestFirst.orderBy)
    .limit(input.limit + 1);
  const { shown, nextCursor } = cutPage(rows, input.limit, (row) => row.userId);
  return { members: shown, nextCursor };
}

export type OwnAccount = { slug: string; name: string; role: Role };

/** The accounts a user belongs to; the one they joined first comes first, and is theirs where none is chosen. */
export async function listOwnAccounts(ctx: Pick<Ctx, "db">, input: { userId: string }): Promise<OwnAccount[]> {
  return ctx.db
    .select({ slug: accounts.slug, name: accounts.name, role: members.role })
    .from(members)
    .innerJoin(accounts, eq(accounts.id, members.accountId))
    .where(eq(members.userId, input.userId))
    .orderBy(asc(members.createdAt), asc(accounts.slug));
}
