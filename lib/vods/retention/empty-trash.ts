import { and, eq, inArray, sql } from "drizzle-orm";
import { vods } from "#drizzle/schema/vods.ts";
import { lockAccount } from "#lib/accounts/lock-account.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { markDeleting } from "./mark-deleting.ts";

/**
 * Deletes for good what is in the trash: all of it, or the named ones (others among them are left alone). Returns the
 * ids; their objects are deleted by jobs.
 */
export async function emptyTrash(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; vodIds?: string[] },
): Promise<{ deletingIds: string[] }> {
  const { accountId } = input;
  return await ctx.db.transaction(async (tx) => {
    await lockAccount(tx, accountId);
    const wanted = input.vodIds === undefined ? undefined : inArray(vods.id, input.vodIds);
    const trashed = await tx
      .select({ id: vods.id })
      .from(vods)
      .where(and(eq(vods.accountId, accountId), eq(vods.state, "trashed"), wanted))
      .for("update");
    return { deletingIds: await markDeleting(tx, { accountId, vodIds: trashed.map((row) => row.id) }) };
  });
}

/** Deletes for good what has been in the trash for its plan's time, whatever the account. Returns how many. */
export async function emptyOldTrash(ctx: Pick<Ctx, "db" | "now">): Promise<number> {
  const { rows } = await ctx.db.execute<{ id: string; account_id: AccountId }>(sql`
    select v.id, v.account_id
    from vods v join accounts a on a.id = v.account_id join plans p on p.id = a.plan_id
    where v.state = 'trashed' and v.trashed_at < ${ctx.now()}::timestamptz - make_interval(days => p.trash_days)
    order by v.trashed_at limit 500`);
  let count = 0;
  for (const [accountId, old] of Map.groupBy(rows, (row) => row.account_id)) {
    const { deletingIds } = await emptyTrash(ctx, { accountId, vodIds: old.map((row) => row.id) });
    count += deletingIds.length;
  }
  return count;
}
