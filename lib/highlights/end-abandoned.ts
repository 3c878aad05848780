import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { hasLiveJob } from "#lib/live-job.ts";
import { failDetection } from "./detect-highlights.ts";
import { requestDetectionWhenComplete } from "./request-detection.ts";

/** Fails detection runs that are to find highlights and have no job. Another can be started then. Returns how many. */
export async function endAbandonedDetections(ctx: Pick<Ctx, "db" | "now">): Promise<number> {
  const { rows } = await ctx.db.execute<{ id: string; account_id: AccountId }>(sql`
    select d.id, d.account_id from detection_runs d
    where d.state in ('queued', 'running') and not ${hasLiveJob("detect_highlights", sql`d.id`)} limit 500`);
  for (const row of rows) {
    const message = "Looking for highlights ended without a result, and nothing works on it any more. Look again.";
    await failDetection(ctx, { accountId: row.account_id, detectionRunId: row.id, code: "internal", message });
  }
  return rows.length;
}

/** Platforms end broadcasts after two days; a stream that is live for longer lost its end. */
const longestLiveHours = 48;

/** Ends streams whose end was never told; their highlights are looked for as after any end. Returns how many. */
export async function endLostStreams(ctx: Pick<Ctx, "db" | "now">): Promise<number> {
  const now = ctx.now();
  return await ctx.db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string; account_id: AccountId }>(sql`
      update streams set state = 'ended', ended_at = ${now}::timestamptz
      where state = 'live'
        and coalesce(started_at, created_at) < ${now}::timestamptz - make_interval(hours => ${longestLiveHours})
      returning id, account_id`);
    for (const { id: streamId, account_id: accountId } of rows) {
      await requestDetectionWhenComplete(tx, { accountId, streamId, now });
    }
    return rows.length;
  });
}
