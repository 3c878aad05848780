import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { hasLiveJob } from "#lib/live-job.ts";
import { failVod } from "../process-vod.ts";

/** Fails recordings that are to be fetched or processed and have no job: it ended without a word. They can be tried again. */
export async function endAbandonedProcessing(ctx: Pick<Ctx, "db" | "store" | "cache" | "log">): Promise<number> {
  const { rows } = await ctx.db.execute<{ id: string; account_id: AccountId }>(sql`
    select v.id, v.account_id from vods v
    where v.kind <> 'highlight' and v.state in ('imported', 'processing')
      and not ${hasLiveJob("process_vod", sql`v.id`)} and not ${hasLiveJob("fetch_video", sql`v.id`)}
    limit 500`);
  for (const row of rows) {
    const message = "Processing ended without a result, and nothing works on it any more. Try again.";
    await failVod(ctx, { accountId: row.account_id, vodId: row.id, code: "internal", message });
  }
  return rows.length;
}
