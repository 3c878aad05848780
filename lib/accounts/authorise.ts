import { and, asc, eq } from "drizzle-orm";
import { accounts, members } from "#drizzle/schema/accounts.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";

export type Role = "owner" | "editor" | "viewer";

/** Who asks, for which account, with which rights. */
export type Access = {
  accountId: AccountId;
  accountSlug: string;
  accountName: string;
  role: Role;
  userId: string | null;
};

const rank: Record<Role, number> = { viewer: 0, editor: 1, owner: 2 };

/** Whether a role has the rights of another, or more. */
export const isAtLeast = (role: Role, least: Role): boolean => rank[role] >= rank[least];

/**
 * The account a signed-in user acts for: the one named by `slug`, else the one they joined first.
 * Throws `not_found` when they are no member of it, `forbidden` when their role is below `atLeast`.
 */
export async function authoriseUser(
  ctx: Pick<Ctx, "db">,
  input: { userId: string; slug?: string; atLeast: Role },
): Promise<Access> {
  const [row] = await ctx.db
    .select({ id: accounts.id, slug: accounts.slug, name: accounts.name, role: members.role })
    .from(members)
    .innerJoin(accounts, eq(accounts.id, members.accountId))
    .where(and(eq(members.userId, input.userId), input.slug === undefined ? undefined : eq(accounts.slug, input.slug)))
    .orderBy(asc(members.createdAt), asc(accounts.slug))
    .limit(1);
  if (!row)
    throw new AppError(
      "not_found",
      "There is no such account, or you are not a member of it. Ask its owner for an invitation.",
    );
  if (!isAtLeast(row.role, input.atLeast)) {
    throw new AppError(
      "forbidden",
      `This needs the role ${input.atLeast}; yours is ${row.role}. Ask an owner of the account.`,
    );
  }
  return {
    accountId: row.id as AccountId,
    accountSlug: row.slug,
    accountName: row.name,
    role: row.role,
    userId: input.userId,
  };
}

/** The account a job works for: its payload was written by an authorised verb in our own database. */
export const authoriseJob = (payload: { accountId: string }): AccountId => payload.accountId as AccountId;

/** The account the operator of this machine names on the command line (the first one when unnamed). */
export async function authoriseOperator(ctx: Pick<Ctx, "db">, input: { slug?: string }): Promise<Access> {
  const [row] = await ctx.db
    .select({ id: accounts.id, slug: accounts.slug, name: accounts.name })
    .from(accounts)
    .where(input.slug === undefined ? undefined : eq(accounts.slug, input.slug))
    .orderBy(asc(accounts.createdAt))
    .limit(1);
  if (!row) {
    const known = await ctx.db.select({ slug: accounts.slug }).from(accounts).orderBy(asc(accounts.slug));
    throw new AppError(
      "not_found",
      known.length === 0
        ? 'This installation has no account yet. Run "npm run up" once: it makes the first one.'
        : `There is no account "${input.slug}". Known accounts: ${known.map((one) => one.slug).join(", ")}.`,
    );
  }
  return { accountId: row.id as AccountId, accountSlug: row.slug, accountName: row.name, role: "owner", userId: null };
}
