import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";
import type { ErrorCode } from "#lib/errors.ts";
import type { Taking } from "./run-task.ts";

/** Trouble that lies outside of the job and passes by itself: it waits, and no try is counted. */
export const passesByItself: ReadonlySet<ErrorCode> = new Set([
  "disk_full",
  "store_unavailable",
  "database_unavailable",
]);

/** How long a job waits for such trouble to pass before it is given up. */
export const patienceMs = 24 * 3_600_000;

const shortestDelayMs = 10_000;
const longestDelayMs = 120_000;

/** When to look again after having waited so long: half of that, between 10 seconds and 2 minutes. Pure. */
export const waitDelayMs = (waitedMs: number): number =>
  Math.round(Math.min(longestDelayMs, Math.max(shortestDelayMs, waitedMs / 2)));

/**
 * Puts the job into the queue anew, untried, for later. Work that was asked for meanwhile keeps its earlier time. The
 * running one ends with this: its key has gone over.
 */
export async function putOff(
  ctx: Pick<Ctx, "db">,
  taking: Taking,
  options: { jobKey: string; delayMs: number },
): Promise<void> {
  await ctx.db.execute(sql`
    select graphile_worker.add_job(
      ${taking.queueTask}, payload => ${JSON.stringify(taking.payload)}::json, max_attempts => ${taking.maxAttempts},
      run_at => now() + make_interval(secs => ${options.delayMs / 1000}),
      job_key => ${options.jobKey}, job_key_mode => 'preserve_run_at')`);
}
