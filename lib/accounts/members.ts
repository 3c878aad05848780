import { and, asc, eq } from "drizzle-orm";
import { accounts, members } from "#drizzle/schema/accounts.ts";
import { authUsers } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError, type Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import type { Role } from "./authorise.ts";
import { lockAccount } from "./lock-account.ts";

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

type Member = { accountId: AccountId; userId: string };

const lastOwner = {
  ok: false,
  reason: "conflict",
  message: "An account always has an owner. Make somebody else an owner first.",
} as const;

/** Changes what a member may do. Refused for the last owner. Throws `not_found`. */
export async function changeMemberRole(
  ctx: Pick<Ctx, "db">,
  input: Member & { role: Role },
): Promise<{ ok: true } | Refusal<"conflict">> {
  return ctx.db.transaction(async (tx) => {
    const before = await readRole(tx, input);
    if (before === "owner" && input.role !== "owner" && (await isLastOwner(tx, input))) return lastOwner;
    await tx.update(members).set({ role: input.role }).where(isMember(input));
    return { ok: true };
  });
}

/** Takes a member out of an account; what they made stays. Refused for the last owner. Throws `not_found`. */
export async function removeMember(ctx: Pick<Ctx, "db">, input: Member): Promise<{ ok: true } | Refusal<"conflict">> {
  return ctx.db.transaction(async (tx) => {
    const before = await readRole(tx, input);
    if (before === "owner" && (await isLastOwner(tx, input))) return lastOwner;
    await tx.delete(members).where(isMember(input));
    return { ok: true };
  });
}

const isMember = ({ accountId, userId }: Member) => and(eq(members.accountId, accountId), eq(members.userId, userId));

/** Two owners who leave at once come one after the other. */
async function readRole(tx: Tx, input: Member): Promise<Role> {
  await lockAccount(tx, input.accountId);
  const [row] = await tx.select({ role: members.role }).from(members).where(isMember(input));
  if (!row) throw new AppError("not_found", "There is no such member in this account.");
  return row.role;
}

async function isLastOwner(tx: Tx, input: Member): Promise<boolean> {
  const owners = await tx
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.accountId, input.accountId), eq(members.role, "owner")));
  return owners.length === 1 && owners[0]!.userId === input.userId;
}
