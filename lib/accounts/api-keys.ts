import { and, desc, eq, gt, isNull, or, sql } from "drizzle-orm";
import { apiKeys } from "#drizzle/schema/access.ts";
import { accounts } from "#drizzle/schema/accounts.ts";
import { authUsers } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError, type Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { hashSecret, makeSecret } from "#lib/platform/secret.ts";
import type { SignedInUser } from "./auth.ts";
import type { ApiKeyInput, ApiScope } from "./schema.ts";

const prefix = "vm_";
/** Keys of one user in one account that may be in use. */
const mostKeys = 50;

export type ApiKeyView = {
  id: string;
  name: string;
  /** The key's first characters, to know it by. */
  hint: string;
  scopes: ApiScope[];
  createdAt: Date;
  lastUsedAt: Date | null;
  /** Null: never. */
  expiresAt: Date | null;
};

type Of = { accountId: AccountId; userId: string };

/** A user's keys in an account that have not been revoked, the newest first; expired ones too. */
export async function listApiKeys(ctx: Pick<Ctx, "db">, input: Of): Promise<ApiKeyView[]> {
  return ctx.db
    .select({
      id: apiKeys.id,
      name: apiKeys.name,
      hint: apiKeys.hint,
      scopes: apiKeys.scopes,
      createdAt: apiKeys.createdAt,
      lastUsedAt: apiKeys.lastUsedAt,
      expiresAt: apiKeys.expiresAt,
    })
    .from(apiKeys)
    .where(and(eq(apiKeys.accountId, input.accountId), eq(apiKeys.userId, input.userId), isNull(apiKeys.revokedAt)))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id));
}

/** Makes a key. `key` is told this once; what is kept of it can't be turned back. */
export async function createApiKey(
  ctx: Pick<Ctx, "db" | "now">,
  input: Of & ApiKeyInput & { isAdmin: boolean },
): Promise<{ ok: true; id: string; key: string } | Refusal<"cap_reached" | "forbidden">> {
  const { accountId, userId, name, scopes, expiresInDays } = input;
  if (scopes.includes("admin") && !input.isAdmin) {
    return { ok: false, reason: "forbidden", message: "Only who operates the installation has keys for operating it." };
  }
  if ((await listApiKeys(ctx, input)).length >= mostKeys) {
    return { ok: false, reason: "cap_reached", message: `You have ${mostKeys} keys. Revoke one you don't need first.` };
  }
  const key = `${prefix}${makeSecret()}`;
  const [row] = await ctx.db
    .insert(apiKeys)
    .values({
      accountId,
      userId,
      name,
      scopes,
      hint: key.slice(0, prefix.length + 6),
      keyHash: hashSecret(key),
      expiresAt: expiresInDays === null ? null : new Date(ctx.now().getTime() + expiresInDays * 86_400_000),
    })
    .returning({ id: apiKeys.id });
  return { ok: true, id: row!.id, key };
}

/** Ends a key; requests with it are refused from then on. Throws `not_found`. */
export async function revokeApiKey(ctx: Pick<Ctx, "db" | "now">, input: Of & { keyId: string }): Promise<void> {
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

/** How much of its minute a key has used. */
export type KeyRate = { limit: number; remaining: number; resetSeconds: number; isExceeded: boolean };

export type UsedKey = { keyId: string; user: SignedInUser; accountSlug: string; scopes: ApiScope[]; rate: KeyRate };

const windowSeconds = 60;

/** Who a key stands for; counts the request, in one statement. Null for one that is unknown, revoked or expired. */
export async function takeApiKey(
  ctx: Pick<Ctx, "db" | "now" | "config">,
  input: { key: string },
): Promise<UsedKey | null> {
  if (!input.key.startsWith(prefix) || input.key.length > 200) return null;
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
