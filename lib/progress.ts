import { and, eq, inArray } from "drizzle-orm";
import { jobProgress } from "#drizzle/schema/operations.ts";
import type { Ctx } from "./context.ts";
import type { AccountId } from "./ids.ts";
import type { JobName } from "./jobs.ts";

/**
 * Bytes a job moved: read from the object store, read from the local cache, written to the store. `sourceBytes`: size of
 * the media that was read from, where there is one.
 */
export type ByteMeter = { storeBytes: number; cacheBytes: number; writtenBytes: number; sourceBytes?: number };

/** How a verb tells what it does now. `fraction` is 0 to 1 over the whole job. Cheap: writes are throttled by the receiver. */
export type ReportProgress = (progress: { step?: string; fraction?: number; meter?: ByteMeter }) => void;

/** What the screen shows of a job. */
export type JobProgressView = {
  id: string;
  task: JobName;
  subjectId: string;
  state: "queued" | "running" | "waiting" | "done" | "failed" | "cancelled";
  step: string | null;
  fraction: number;
  reasonCode: string | null;
  reasonText: string | null;
  tries: number;
  /** Bytes moved so far; null for jobs that don't count them. */
  meter: ByteMeter | null;
  /** Since when it waits for trouble outside of it to pass; null when it doesn't. */
  waitingSince: Date | null;
  updatedAt: Date;
};

/** Progress rows of an account's jobs for these subjects (VODs, signal imports, detection runs). */
export async function listJobProgress(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; subjectIds: string[] },
): Promise<JobProgressView[]> {
  if (input.subjectIds.length === 0) return [];
  const rows = await ctx.db
    .select()
    .from(jobProgress)
    .where(and(eq(jobProgress.accountId, input.accountId), inArray(jobProgress.subjectId, input.subjectIds)));
  return rows.map((row) => ({
    id: row.id,
    task: row.task as JobName,
    subjectId: row.subjectId,
    state: row.state,
    step: row.step,
    fraction: row.fraction,
    reasonCode: row.reasonCode,
    reasonText: row.reasonText,
    tries: row.tries,
    meter: row.meter as ByteMeter | null,
    waitingSince: row.waitingSince,
    updatedAt: row.updatedAt,
  }));
}
