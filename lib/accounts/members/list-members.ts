import { asc, eq } from "drizzle-orm";
import { accounts, members } from "#drizzle/schema/accounts.ts";
import { authUsers } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Role } from "../authorise.ts";

export type MemberView = { userId: string; name: string; email: string; role: Role; joinedAt: Date };

/** Who belongs to an account, the first first. */
export async function listMembers(ctx: Pick<Ctx, "db">, input: { accountId: AccountId }): Promise<MemberView[]> {
  return ctx.db
    .select({
      userId: members.userId,
      name: authUsers.name,
      email: authUsers.email,
      role: members.role,
      joinedAt: members.createdAt,
    })
    .from(members)
    .innerJoin(authUsers, eq(authUsers.id, members.userId))
    .where(eq(members.accountId, input.accountId))
    .orderBy(asc(members.createdAt), asc(authUsers.email));
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
