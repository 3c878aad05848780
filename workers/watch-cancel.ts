import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { JobName } from "#lib/jobs.ts";
import { cancelWords, isCancellable } from "#lib/operations/model.ts";

const lookEveryMs = 1_000;

/** The failure of a cancelled job, as its domain row keeps it. */
export const cancelledBy = (task: JobName): AppError =>
  new AppError("cancelled", isCancellable(task) ? cancelWords[task] : "Cancelled.");

/** Looks every second whether somebody asked to end the job that runs; then `signal` aborts. `stop` ends the looking. */
export function watchCancel(
  ctx: Pick<Ctx, "db" | "log">,
  job: { task: JobName; subjectId: string },
): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  const look = async () => {
    try {
      const { rowCount } = await ctx.db.execute(sql`
        select 1 from job_progress
        where task = ${job.task} and subject_id = ${job.subjectId} and cancel_asked_at is not null and state = 'running'`);
      if (rowCount) controller.abort(cancelledBy(job.task));
    } catch (error) {
      ctx.log.debug({ err: error }, "looking for a cancel failed; it is looked again");
    }
  };
  const timer = isCancellable(job.task) ? setInterval(look, lookEveryMs) : undefined;
  return { signal: controller.signal, stop: () => clearInterval(timer) };
}
