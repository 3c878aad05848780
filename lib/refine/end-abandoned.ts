import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";
import { hasLiveJob } from "#lib/live-job.ts";
import { closeExpired, lockLlmSettings } from "./llm-settings.ts";

/**
 * Fails refinements that wait or run and have no job: the highlight keeps its detected bounds and can be refined again,
 * the iteration stays as history. Returns how many highlights.
 */
export async function endAbandonedRefinements(ctx: Pick<Ctx, "db">): Promise<number> {
  const message = "Refinement ended without a result, and nothing works on it any more. Refine again.";
  const { rowCount } = await ctx.db.execute(sql`
    update highlights h set refine_state = 'failed', refine_reason = ${message}, version = version + 1, updated_at = now()
    where h.refine_state in ('queued', 'running') and not ${hasLiveJob("refine_highlights", sql`h.detection_run_id`)}`);
  await ctx.db.execute(sql`
    update refinements r set state = 'failed', failure_code = 'internal', failure_text = ${message}
    where r.state = 'running' and not ${hasLiveJob("refine_highlights", sql`r.detection_run_id`)}`);
  return rowCount ?? 0;
}

/** Closes promises of money whose process died: given back when the request never left, else counted in full. Returns how many. */
export async function closeExpiredCalls(ctx: Pick<Ctx, "db" | "now">): Promise<number> {
  return await ctx.db.transaction(async (tx) => {
    await lockLlmSettings(tx);
    return await closeExpired(tx, { now: ctx.now() });
  });
}
