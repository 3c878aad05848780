import { and, desc, eq, isNull } from "drizzle-orm";
import { apiKeys } from "#drizzle/schema/access.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { ApiScope } from "../schema.ts";

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

/** A user's keys in an account that have not been revoked, the newest first; expired ones too. */
export async function listApiKeys(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; userId: string },
): Promise<ApiKeyView[]> {
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
