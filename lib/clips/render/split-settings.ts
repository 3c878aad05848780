import { eq, sql } from "drizzle-orm";
import { accounts } from "#drizzle/schema/accounts.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Queryable } from "#lib/platform/db/client.ts";
import { defaultSplit, type SplitBoxes } from "./model.ts";
import { splitBoxes } from "./schema.ts";

/** The boxes this account used last for split clips; usual ones before the first time. */
export async function getSplit(ctx: { db: Queryable }, input: { accountId: AccountId }): Promise<SplitBoxes> {
  const [row] = await ctx.db
    .select({ split: sql<unknown>`${accounts.settings} #> '{render,split}'` })
    .from(accounts)
    .where(eq(accounts.id, input.accountId));
  const parsed = splitBoxes.safeParse(row?.split);
  return parsed.success ? parsed.data : defaultSplit;
}

/** Remembers the boxes for the account's next split clip. */
export async function saveSplit(
  ctx: { db: Queryable },
  input: { accountId: AccountId; split: SplitBoxes },
): Promise<void> {
  const render = sql`coalesce(${accounts.settings} -> 'render', '{}'::jsonb)`;
  await ctx.db
    .update(accounts)
    .set({
      settings: sql`${accounts.settings} || jsonb_build_object('render', ${render} || jsonb_build_object('split', ${JSON.stringify(input.split)}::jsonb))`,
    })
    .where(eq(accounts.id, input.accountId));
}

export type SplitSettings = { split: SplitBoxes };

/** What the screen needs to offer a render. */
export const getRenderSettings = async (
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId },
): Promise<SplitSettings> => ({ split: await getSplit(ctx, input) });
