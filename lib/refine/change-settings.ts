import { eq, sql } from "drizzle-orm";
import { accounts } from "#drizzle/schema/accounts.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { parseRefinementSettings, type RefinementSettings } from "./schema.ts";

/** Changes some of an account's refinement settings; they hold from the next run on. Returns all of them. */
export async function changeRefinementSettings(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; change: Partial<RefinementSettings> },
): Promise<RefinementSettings> {
  const before = sql`coalesce(${accounts.settings} -> 'refinement', '{}'::jsonb)`;
  const [row] = await ctx.db
    .update(accounts)
    .set({
      settings: sql`${accounts.settings} || jsonb_build_object('refinement', ${before} || ${JSON.stringify(input.change)}::jsonb)`,
    })
    .where(eq(accounts.id, input.accountId))
    .returning({ settings: accounts.settings });
  return parseRefinementSettings(row?.settings);
}
