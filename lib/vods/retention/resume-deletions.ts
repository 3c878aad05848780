import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { enqueueJob } from "#lib/jobs.ts";
import { hasLiveJob } from "#lib/live-job.ts";
import { vodSource } from "../schema.ts";
import { deleteObject } from "../store-media.ts";

/** Adds the job of deletions that have none any more: it was out of tries. Returns how many. */
export async function resumeDeletions(ctx: Pick<Ctx, "db">): Promise<number> {
  const { rows } = await ctx.db.execute<{ id: string; account_id: AccountId; source: unknown }>(sql`
    select v.id, v.account_id, v.source from vods v
    where v.state = 'deleting' and not ${hasLiveJob("delete_vod", sql`v.id`)} limit 500`);
  for (const row of rows) {
    const local = vodSource.safeParse(row.source);
    const options = local.success ? { hostId: local.data.hostId } : {};
    await enqueueJob(ctx.db, "delete_vod", { accountId: row.account_id, vodId: row.id }, options);
  }
  return rows.length;
}

/** How long an object that nothing points at may be on its way before it counts as left behind. */
const leftBehindHours = 1;

/**
 * Deletes objects that were left: replaced files whose deletion failed, and what broken-off tries put and nobody works
 * on any more. Returns how many; one that can't be deleted stays for the next time.
 */
export async function deleteLeftObjects(ctx: Pick<Ctx, "db" | "store" | "cache" | "log" | "now">): Promise<number> {
  const { rows } = await ctx.db.execute<{ key: string; state: string; etag: string | null; size_bytes: string }>(sql`
    select o.key, o.state, o.etag, o.size_bytes from stored_objects o left join vods v on v.id = o.vod_id
    where (o.state = 'deleting' and v.state is distinct from 'deleting')
      or (o.state = 'pending' and o.created_at < ${ctx.now()}::timestamptz - make_interval(hours => ${leftBehindHours})
        and (v.id is null or (v.state not in ('imported', 'processing', 'deleting') and not exists (
          select 1 from clip_attempts a where a.vod_id = v.id and a.state in ('queued', 'cutting')))))
    order by o.created_at limit 500`);
  let count = 0;
  for (const { key, state, etag, size_bytes } of rows) {
    try {
      // What was put and never pointed at has no etag in its row; the store knows it.
      const known = etag === null ? await ctx.store.findObject(key) : { key, etag, sizeBytes: Number(size_bytes) };
      await deleteObject(ctx, known ?? { key, etag: null, sizeBytes: 0 });
      await ctx.db.execute(sql`delete from stored_objects where key = ${key} and state = ${state}`);
      count += 1;
    } catch (error) {
      ctx.log.warn({ err: error, key }, "an object that was left could not be deleted yet");
    }
  }
  return count;
}
