import { type SQL, sql } from "drizzle-orm";
import type { JobName } from "./jobs.ts";

/**
 * Condition: the job of this name for the subject will run or runs. Jobs are added with their rows and end after them,
 * so that open work without one was left behind. `subject` is SQL for its id. A job out of tries isn't live.
 */
export const hasLiveJob = (name: JobName, subject: SQL): SQL => sql`exists (
  select 1 from graphile_worker.jobs j
  where j.key = ${`${name}:`} || ${subject}::text and (j.attempts < j.max_attempts or j.locked_at is not null))`;
