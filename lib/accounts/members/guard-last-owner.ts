import { and, eq } from "drizzle-orm";
import { members } from "#drizzle/schema/accounts.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { lockAccount } from "../lock-account.ts";

export type Member = { accountId: AccountId; userId: string };

export const isMember = ({ accountId, userId }: Member) =>
  and(eq(members.accountId, accountId), eq(members.userId, userId));

const lastOwner = {
  ok: false,
  reason: "conflict",
  message: "An account always has an owner. Make somebody else an owner first.",
} as const;

/**
 * Refuses what would leave an account without an owner. Two owners who leave at once come one after the other: the account
 * is locked until the transaction ends. Throws `not_found` for who is no member.
 */
export async function guardLastOwner(tx: Tx, input: Member): Promise<{ ok: true } | typeof lastOwner> {
  await lockAccount(tx, input.accountId);
  const [member] = await tx.select({ role: members.role }).from(members).where(isMember(input));
  if (!member) throw new AppError("not_found", "There is no such member in this account.");
  if (member.role !== "owner") return { ok: true };
  const owners = await tx
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.accountId, input.accountId), eq(members.role, "owner")));
  return owners.length > 1 ? { ok: true } : lastOwner;
}
