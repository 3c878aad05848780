import { and, eq, isNull, sql } from "drizzle-orm";
import { apiKeys } from "#drizzle/schema/access.ts";
import { members } from "#drizzle/schema/accounts.ts";
import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import { guardLastOwner, isMember, type Member } from "./guard-last-owner.ts";

/** Takes a member out of an account; what they made stays, their keys end. Refused for the last owner. Throws `not_found`. */
export async function removeMember(ctx: Pick<Ctx, "db">, input: Member): Promise<{ ok: true } | Refusal<"conflict">> {
  return ctx.db.transaction(async (tx) => {
    const allowed = await guardLastOwner(tx, input);
    if (!allowed.ok) return allowed;
    await tx.delete(members).where(isMember(input));
    // Who comes back later makes new ones.
    await tx
      .update(apiKeys)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(apiKeys.accountId, input.accountId), eq(apiKeys.userId, input.userId), isNull(apiKeys.revokedAt)));
    return { ok: true };
  });
}
