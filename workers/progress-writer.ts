import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";
import type { JobName } from "#lib/jobs.ts";
import type { ReportProgress } from "#lib/progress.ts";
import type { TaskFailure } from "./define-task.ts";

const writeEveryMs = 250;

export type ProgressRow = { accountId: string; task: JobName; subjectId: string };

export type ProgressWriter = {
  /**
   * Marks the row running, makes it where it is missing. `tries`: how often the job was begun; `waitedMs`: how long it
   * has been waiting for trouble outside of it to pass, 0 when it wasn't; `isCancelled`: it shall not be begun.
   */
  start: () => Promise<{ tries: number; waitedMs: number; isCancelled: boolean }>;
  /** Notes that a job taken from the queue was put back without being begun. */
  hold: (reason: TaskFailure) => Promise<void>;
  report: ReportProgress;
  /**
   * Writes the last state. `waiting` = will be tried again by itself (`untried`: for what isn't its fault, so that the
   * try doesn't count); `queued` = handed back untried.
   * A job of the same subject that waits behind this one shows as `queued` in place of `done`.
   */
  finish: (
    state: "done" | "failed" | "cancelled" | "waiting" | "queued",
    failure?: TaskFailure,
    options?: { untried: boolean },
  ) => Promise<void>;
};

/** Writes one job's progress row: at once at start and finish, at most every 250 ms in between. */
export function createProgressWriter(ctx: Pick<Ctx, "db" | "log">, row: ProgressRow): ProgressWriter {
  const { accountId, task, subjectId } = row;
  let latest: Parameters<ReportProgress>[0] | null = null;
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;

  const flush = () => {
    timer = null;
    const progress = latest;
    latest = null;
    if (!progress) return;
    const fraction = progress.fraction === undefined ? null : Math.min(1, Math.max(0, progress.fraction || 0));
    writing = writing
      .then(() =>
        ctx.db.execute(sql`
          update job_progress set step = coalesce(${progress.step ?? null}, step),
            fraction = coalesce(${fraction}::float8, fraction),
            meter = coalesce(${progress.meter ? JSON.stringify(progress.meter) : null}::jsonb, meter), updated_at = now()
          where task = ${task} and subject_id = ${subjectId} and account_id = ${accountId} and state = 'running'`),
      )
      .then(
        () => {},
        (error) => ctx.log.warn({ err: error }, "progress could not be written"),
      );
  };

  return {
    start: async () => {
      const { rows } = await ctx.db.execute<{ tries: number; waited_ms: number; is_cancelled: boolean }>(sql`
        insert into job_progress (account_id, task, subject_id, state, tries, started_at)
        values (${accountId}, ${task}, ${subjectId}, 'running', 1, now())
        on conflict (task, subject_id) do update set state = 'running', tries = job_progress.tries + 1, step = null,
          fraction = 0, meter = null, reason_code = null, reason_text = null, started_at = now(), finished_at = null,
          updated_at = now()
        where job_progress.account_id = excluded.account_id
        returning tries, cancel_asked_at is not null as is_cancelled, coalesce(extract(epoch from now() - waiting_since) * 1000, 0)::float8 as waited_ms`);
      const [row] = rows;
      return { tries: row?.tries ?? 1, waitedMs: row?.waited_ms ?? 0, isCancelled: row?.is_cancelled ?? false };
    },
    hold: async (reason) => {
      await ctx.db.execute(sql`
        update job_progress set state = 'waiting', step = null, reason_code = ${reason.code}, reason_text = ${reason.message},
          waiting_since = coalesce(waiting_since, now()), updated_at = now()
        where task = ${task} and subject_id = ${subjectId} and account_id = ${accountId} and state <> 'running'`);
    },
    report: (progress) => {
      latest = { ...latest, ...progress };
      timer ??= setTimeout(flush, writeEveryMs);
    },
    finish: async (state, failure, options) => {
      if (timer) clearTimeout(timer);
      flush();
      await writing;
      const untried = state === "queued" || options?.untried === true;
      const ended = state === "done" || state === "failed" || state === "cancelled";
      await ctx.db.execute(sql`
        with next as (
          select exists (
            select 1 from graphile_worker.jobs
            where key = ${`${task}:${subjectId}`} and locked_at is null and attempts = 0
          ) and ${state === "done"} as waits
        )
        update job_progress set
          state = case when next.waits then 'queued' else ${state} end,
          tries = case when next.waits then 0 when ${untried} then greatest(tries - 1, 0) else tries end,
          fraction = case when next.waits then 0 when ${state === "done"} then 1 else fraction end,
          step = case when ${state === "done"} then null else step end,
          waiting_since = case when ${options?.untried === true} then coalesce(waiting_since, now()) end,
          cancel_asked_at = case when not ${ended} then cancel_asked_at end,
          reason_code = ${failure?.code ?? null}, reason_text = ${failure?.message ?? null},
          finished_at = case when ${ended} and not next.waits then now() end, updated_at = now()
        from next
        where task = ${task} and subject_id = ${subjectId} and account_id = ${accountId}`);
    },
  };
}
