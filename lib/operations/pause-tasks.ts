import { eq, sql } from "drizzle-orm";
import { pausedTasks } from "#drizzle/schema/operations.ts";
import { noteAction, type Operator } from "#lib/accounts/note-action.ts";
import type { Ctx } from "#lib/context.ts";
import type { PausableTask } from "./model.ts";

/** Whether jobs of this kind are held back now. */
export async function isTaskPaused(ctx: Pick<Ctx, "db">, task: string): Promise<boolean> {
  const found = await ctx.db.select({ task: pausedTasks.task }).from(pausedTasks).where(eq(pausedTasks.task, task));
  return found.length > 0;
}

/**
 * Holds jobs of a kind back for all accounts, or lets them go on. What runs goes on to its end; what was held back begins at
 * once when it may. Asking twice changes nothing.
 */
export async function setTaskPaused(
  ctx: Pick<Ctx, "db">,
  input: { task: PausableTask; isPaused: boolean; operator: Operator },
): Promise<void> {
  const { task, isPaused, operator } = input;
  await ctx.db.transaction(async (tx) => {
    const changed = isPaused
      ? await tx
          .insert(pausedTasks)
          .values({ task, pausedBy: operator.userId })
          .onConflictDoNothing()
          .returning({ task: pausedTasks.task })
      : await tx.delete(pausedTasks).where(eq(pausedTasks.task, task)).returning({ task: pausedTasks.task });
    if (changed.length === 0) return;
    await noteAction(tx, { operator, action: isPaused ? "pause_task" : "resume_task", subject: task });
    if (isPaused) return;
    // Its waiting was not trouble: patience with a full disk begins anew.
    await tx.execute(sql`
      with held as (
        update job_progress set waiting_since = null, updated_at = now()
        where task = ${task} and state = 'waiting' and reason_code = 'paused' returning subject_id),
      due as (
        select array_agg(j.id) as ids from graphile_worker.jobs j join held on j.key = ${`${task}:`} || held.subject_id::text
        where j.locked_at is null)
      select graphile_worker.reschedule_jobs(due.ids, run_at => now()) from due where due.ids is not null`);
    await tx.execute(sql`select pg_notify('jobs:insert', '{"r":1,"count":1}')`);
  });
}
