import { and, eq, isNull } from "drizzle-orm";
import { apiKeys } from "#drizzle/schema/access.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";

/** Ends a key; requests with it are refused from then on. Throws `not_found`. */
export async function revokeApiKey(
  ctx: Pick<Ctx, "db" | "now">,
  input: { accountId: AccountId; userId: string; keyId: string },
): Promise<void> {
  const ended = await ctx.db
    .update(apiKeys)
    .set({ revokedAt: ctx.now() })
    .where(
      and(
        eq(apiKeys.id, input.keyId),
        eq(apiKeys.accountId, input.accountId),
        eq(apiKeys.userId, input.userId),
        isNull(apiKeys.revokedAt),
      ),
    )
    .returning({ id: apiKeys.id });
  if (ended.length === 0) throw new AppError("not_found", "There is no such key, or it was revoked.");
}
