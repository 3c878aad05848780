import { sql } from "drizzle-orm";
import type { Ctx } from "./context.ts";

/**
 * Ends progress rows that look as if something went on and have no job: it went without a word. Returns how many. The
 * domain rows behind them have sweepers of their own.
 */
export async function endAbandonedProgress(ctx: Pick<Ctx, "db">): Promise<number> {
  const message = "This ended without a result, and nothing works on it any more. Ask for it again.";
  const { rowCount } = await ctx.db.execute(sql`
    update job_progress p set state = 'failed', reason_code = 'internal', reason_text = ${message},
      waiting_since = null, finished_at = now(), updated_at = now()
    where p.state in ('queued', 'running', 'waiting') and not exists (
      select 1 from graphile_worker.jobs j
      where (j.key = p.task || ':' || p.subject_id or (j.key is null and j.locked_at is not null))
        and (j.attempts < j.max_attempts or j.locked_at is not null))`);
  return rowCount ?? 0;
}
