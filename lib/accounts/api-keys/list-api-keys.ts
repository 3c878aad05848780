import { and, eq, isNull, sql } from "drizzle-orm";
import { apiKeys } from "#drizzle/schema/access.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { byTime, cutPage, type PageQuery } from "#lib/paging.ts";
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

export type ApiKeyPage = { apiKeys: ApiKeyView[]; nextCursor: string | null };

const newestFirst = byTime({ at: apiKeys.createdAt, id: sql`${apiKeys.id}::text`, isDescending: true });

type Of = { accountId: AccountId; userId: string };
const ofUser = ({ accountId, userId }: Of) =>
  and(eq(apiKeys.accountId, accountId), eq(apiKeys.userId, userId), isNull(apiKeys.revokedAt));

/** A page of a user's keys in an account that have not been revoked, the newest first; expired ones too. */
export async function listApiKeys(ctx: Pick<Ctx, "db">, input: PageQuery & Of): Promise<ApiKeyPage> {
  const rows = await ctx.db
    .select({
      pageEnd: newestFirst.pageEnd,
      id: apiKeys.id,
      name: apiKeys.name,
      hint: apiKeys.hint,
      scopes: apiKeys.scopes,
      createdAt: apiKeys.createdAt,
      lastUsedAt: apiKeys.lastUsedAt,
      expiresAt: apiKeys.expiresAt,
    })
    .from(apiKeys)
    .where(and(ofUser(input), newestFirst.after(input.cursor)))
    .orderBy(...newestFirst.orderBy)
    .limit(input.limit + 1);
  const { shown, nextCursor } = cutPage(rows, input.limit, (row) => row.id);
  return { apiKeys: shown, nextCursor };
}

/** How many of them there are. */
export const countApiKeys = (ctx: Pick<Ctx, "db">, input: Of): Promise<number> => ctx.db.$count(apiKeys, ofUser(input));
