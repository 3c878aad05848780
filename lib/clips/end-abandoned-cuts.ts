import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { hasLiveJob } from "#lib/live-job.ts";
import { failAttempt } from "./fail-cut.ts";

/**
 * Fails clips that are to be cut and have no job: it ended without a word. Their promised bytes are given back, and they
 * can be cut again; a worker that wakes up over one has lost its claim. Returns how many.
 */
export async function endAbandonedCuts(ctx: Pick<Ctx, "db" | "now">): Promise<number> {
  const { rows } = await ctx.db.execute<{ id: string; account_id: AccountId }>(sql`
    select a.id, a.account_id from clip_attempts a join clips c on c.vod_id = a.vod_id
    where a.state in ('queued', 'cutting') and not ${hasLiveJob("cut_clips", sql`c.source_vod_id`)} limit 500`);
  const message = "Cutting ended without a result, and nothing works on it any more. Cut it again.";
  let count = 0;
  for (const row of rows) {
    const failed = await failAttempt(ctx, {
      accountId: row.account_id,
      attemptId: row.id,
      code: "internal",
      message,
    });
    if (failed) count += 1;
  }
  return count;
}
