import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import { apiKeys } from "#drizzle/schema/access.ts";
import { accounts } from "#drizzle/schema/accounts.ts";
import { authUsers } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import { hashSecret } from "#lib/platform/secret.ts";
import type { SignedInUser } from "../auth.ts";
import type { ApiScope } from "../schema.ts";
import { keyPrefix } from "./create-api-key.ts";

/** How much of its minute a key has used. */
export type KeyRate = { limit: number; remaining: number; resetSeconds: number; isExceeded: boolean };

export type UsedKey = { keyId: string; user: SignedInUser; accountSlug: string; scopes: ApiScope[]; rate: KeyRate };

const windowSeconds = 60;

/** Who a key stands for; counts the request, in one statement. Null for one that is unknown, revoked or expired. */
export async function takeApiKey(
  ctx: Pick<Ctx, "db" | "now" | "config">,
  input: { key: string },
): Promise<UsedKey | null> {
  if (!input.key.startsWith(keyPrefix) || input.key.length > 200) return null;
  const now = ctx.now();
  const at = sql`${now.toISOString()}::timestamptz`;
  const isOver = sql`${apiKeys.windowStartedAt} <= ${at} - make_interval(secs => ${windowSeconds})`;
  const [key] = await ctx.db
    .update(apiKeys)
    .set({
      lastUsedAt: now,
      windowCount: sql`case when ${isOver} then 1 else ${apiKeys.windowCount} + 1 end`,
      windowStartedAt: sql`case when ${isOver} then ${at} else ${apiKeys.windowStartedAt} end`,
    })
    .where(
      and(
        eq(apiKeys.keyHash, hashSecret(input.key)),
        isNull(apiKeys.revokedAt),
        or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)),
      ),
    )
    .returning();
  if (!key) return null;
  const [who] = await ctx.db
    .select({ user: authUsers, slug: accounts.slug })
    .from(authUsers)
    .innerJoin(accounts, eq(accounts.id, key.accountId))
    .where(eq(authUsers.id, key.userId));
  if (!who) return null;
  const { id, email, name, isAdmin } = who.user;
  const limit = ctx.config.apiRequestsPerMinute;
  const resetMs = key.windowStartedAt.getTime() + windowSeconds * 1000 - now.getTime();
  return {
    keyId: key.id,
    user: { id, email, name, isAdmin },
    accountSlug: who.slug,
    scopes: key.scopes,
    rate: {
      limit,
      remaining: Math.max(0, limit - key.windowCount),
      resetSeconds: Math.max(1, Math.ceil(resetMs / 1000)),
      isExceeded: key.windowCount > limit,
    },
  };
}
