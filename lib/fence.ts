import { sql } from "drizzle-orm";
import { AppError } from "./errors.ts";
import type { Queryable } from "./platform/db/client.ts";

/** One taking of a job. It holds as long as the queue says that this process has the job. */
export type Fence = { jobId: string; processId: string };

/** Whether the job is still ours: a process that slept for too long lost its jobs to others. True outside of jobs. */
export async function holdsFence(db: Queryable, fence: Fence | undefined): Promise<boolean> {
  if (fence === undefined) return true;
  const { rowCount } = await db.execute(sql`
    select 1 from graphile_worker._private_jobs where id = ${fence.jobId} and locked_by = ${fence.processId}`);
  return rowCount === 1;
}

/**
 * To be called in every transaction that publishes what a job made. Throws `cancelled` when another worker has the job
 * now. The row isn't locked (web requests lock it after rows that we change here); whoever frees a job ends its old
 * holder's connections first, so nobody sleeps between this look and the commit.
 */
export async function requireFence(db: Queryable, ctx: { fence?: Fence }): Promise<void> {
  if (await holdsFence(db, ctx.fence)) return;
  throw new AppError("cancelled", "This worker was silent for so long that another one does this now.");
}
