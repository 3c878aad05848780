import { and, eq, inArray, sql } from "drizzle-orm";
import { vods } from "#drizzle/schema/vods.ts";
import { lockAccount } from "#lib/accounts/lock-account.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { emitEvent } from "#lib/outbox.ts";
import { findIdle, isIdle } from "./evictable.ts";

const dayMs = 86_400_000;
const mostAtOnce = 500;

type Expired = {
  id: string;
  account_id: AccountId;
  title: string;
  size_bytes: string;
  retention_days: number;
  trash_days: number;
};

/**
 * Puts recordings that are older than their plan keeps them into the trash, whatever the account; their owners are told.
 * The time counts from when they were ready, or last restored. Pinned ones, those in use, and clips stay. Returns how many.
 */
export async function expireVods(ctx: Pick<Ctx, "db" | "now">): Promise<number> {
  const now = ctx.now();
  const { rows } = await ctx.db.execute<Expired>(sql`
    select v.id, v.account_id, v.title, v.size_bytes, p.retention_days, p.trash_days
    from vods v join accounts a on a.id = v.account_id join plans p on p.id = a.plan_id
    where v.state = 'ready' and v.kind <> 'highlight' and not v.is_pinned
      and greatest(v.ready_at, v.restored_at) < ${now}::timestamptz - make_interval(days => p.retention_days)
      and ${isIdle}
    order by v.ready_at limit ${mostAtOnce}`);
  let count = 0;
  for (const [accountId, expired] of Map.groupBy(rows, (row) => row.account_id)) {
    count += await expireOf(ctx, accountId, expired);
  }
  return count;
}

async function expireOf(ctx: Pick<Ctx, "db" | "now">, accountId: AccountId, expired: Expired[]): Promise<number> {
  const now = ctx.now();
  return await ctx.db.transaction(async (tx) => {
    await lockAccount(tx, accountId);
    const idle = await findIdle(
      tx,
      expired.map((row) => row.id),
    );
    if (idle.size === 0) return 0;
    const trashed = await tx
      .update(vods)
      .set({ state: "trashed", trashedAt: now, trashedBy: "retention" })
      .where(
        and(
          eq(vods.accountId, accountId),
          eq(vods.state, "ready"),
          eq(vods.isPinned, false),
          inArray(vods.id, [...idle]),
        ),
      )
      .returning({ id: vods.id, title: vods.title, sizeBytes: vods.sizeBytes });
    const [first] = trashed;
    if (!first) return 0;
    const { retention_days: retentionDays, trash_days: trashDays } = expired[0]!;
    await emitEvent(tx, {
      accountId,
      event: "vods.expired",
      dedupeKey: `${first.id}:${now.getTime()}`,
      payload: {
        vods: trashed.map(({ id, title, sizeBytes }) => ({ vodId: id, title, sizeBytes })),
        retentionDays,
        restoreUntil: new Date(now.getTime() + trashDays * dayMs).toISOString(),
      },
    });
    return trashed.length;
  });
}
