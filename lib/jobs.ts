import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { jobProgress } from "#drizzle/schema/operations.ts";
import type { Queryable } from "./platform/db/client.ts";
import { findRequestId } from "./platform/trace.ts";

const id = z.uuid();
const minutes = (count: number) => count * 60_000;

/**
 * Every job of the installation: its payload, what it works on, how often it is tried and how long one try may take.
 * `hostAffine` jobs need a local file of one host and are taken only by workers there.
 */
export const jobs = {
  process_vod: {
    payload: z.object({ accountId: id, vodId: id }),
    subjectId: (payload: { vodId: string }) => payload.vodId,
    maxAttempts: 5,
    timeoutMs: minutes(360),
  },
  /** Fetches a VOD's file from the address its owner gave; processing follows on the host that has it then. */
  fetch_video: {
    payload: z.object({ accountId: id, vodId: id }),
    subjectId: (payload: { vodId: string }) => payload.vodId,
    maxAttempts: 8,
    timeoutMs: minutes(720),
  },
  import_signals: {
    payload: z.object({ accountId: id, signalImportId: id }),
    subjectId: (payload: { signalImportId: string }) => payload.signalImportId,
    maxAttempts: 5,
    timeoutMs: minutes(60),
  },
  detect_highlights: {
    payload: z.object({ accountId: id, detectionRunId: id }),
    subjectId: (payload: { detectionRunId: string }) => payload.detectionRunId,
    maxAttempts: 5,
    timeoutMs: minutes(30),
  },
  /** Starts a stream's own detection though a signal is still missing; due a while after everything else was there. */
  detect_overdue: {
    payload: z.object({ accountId: id, streamId: id }),
    subjectId: (payload: { streamId: string }) => payload.streamId,
    maxAttempts: 5,
    timeoutMs: minutes(5),
  },
  refine_highlights: {
    payload: z.object({ accountId: id, detectionRunId: id }),
    subjectId: (payload: { detectionRunId: string }) => payload.detectionRunId,
    maxAttempts: 5,
    timeoutMs: minutes(60),
  },
  /** Cuts every queued clip attempt of one source VOD; `vodId` is the VOD cut from. */
  cut_clips: {
    payload: z.object({ accountId: id, vodId: id }),
    subjectId: (payload: { vodId: string }) => payload.vodId,
    maxAttempts: 5,
    timeoutMs: minutes(360),
  },
  /** Deletes the objects of a VOD or clip that is `deleting`, then its row. */
  delete_vod: {
    payload: z.object({ accountId: id, vodId: id }),
    subjectId: (payload: { vodId: string }) => payload.vodId,
    maxAttempts: 10,
    timeoutMs: minutes(30),
  },
  /** Turns an account's events into notifications and e-mails, and sends those that are due. */
  deliver_outbox: {
    payload: z.object({ accountId: id }),
    subjectId: (payload: { accountId: string }) => payload.accountId,
    maxAttempts: 10,
    timeoutMs: minutes(10),
  },
} as const;

export type JobName = keyof typeof jobs;
export type JobPayload<Name extends JobName> = z.infer<(typeof jobs)[Name]["payload"]>;

/** The id of the request a job was added for; undefined for what runs on a schedule. */
export const requestIdOf = (payload: unknown): string | undefined =>
  z.object({ requestId: z.string() }).safeParse(payload).data?.requestId;

/** The graphile task name of a job that only workers of `hostId` may take. */
export const hostTask = (name: JobName, hostId: string): string => `${name}@${hostId}`;

/**
 * Adds a job in the caller's transaction, and the progress row the screen shows.
 * One job a (name, subject): a waiting one is replaced, a running one is followed by this one. `notBefore`: when it may
 * start at the earliest.
 */
export async function enqueueJob<Name extends JobName>(
  tx: Queryable,
  name: Name,
  payload: JobPayload<Name>,
  options: { hostId?: string; notBefore?: Date } = {},
): Promise<void> {
  const job = jobs[name];
  const parsed = job.payload.parse(payload) as JobPayload<Name>;
  const subjectId = (job.subjectId as (payload: JobPayload<Name>) => string)(parsed);
  // Beside what the job works on: whose request it was, so that its log lines and the jobs it adds say so.
  const requestId = findRequestId();
  const traced = requestId === undefined ? parsed : { ...parsed, requestId };
  const task = options.hostId === undefined ? name : hostTask(name, options.hostId);
  await tx.execute(sql`
    select graphile_worker.add_job(
      ${task}, payload => ${JSON.stringify(traced)}::json, max_attempts => ${job.maxAttempts}, job_key => ${`${name}:${subjectId}`},
      run_at => ${options.notBefore?.toISOString() ?? null}::timestamptz
    )`);
  const queued = {
    state: "queued" as const,
    step: null,
    fraction: 0,
    reasonCode: null,
    reasonText: null,
    tries: 0,
    waitingSince: null,
    cancelAskedAt: null,
    finishedAt: null,
  };
  await tx
    .insert(jobProgress)
    .values({ accountId: parsed.accountId, task: name, subjectId, ...queued })
    .onConflictDoUpdate({
      target: [jobProgress.task, jobProgress.subjectId],
      set: { ...queued, updatedAt: sql`now()` },
      // A job that runs now keeps its row; the follow-up writes its own progress when it starts.
      setWhere: sql`${jobProgress.state} <> 'running'`,
    });
}

/**
 * Takes a waiting job out of the queue and says why; one that runs ends by itself. To be called in the transaction that
 * made it pointless.
 */
export async function dropJob<Name extends JobName>(
  tx: Queryable,
  name: Name,
  payload: JobPayload<Name>,
  reason: { code: string; message: string },
): Promise<void> {
  const subjectId = (jobs[name].subjectId as (payload: JobPayload<Name>) => string)(payload);
  await tx.execute(sql`
    select graphile_worker.remove_job(key) from graphile_worker.jobs
    where key = ${`${name}:${subjectId}`} and locked_at is null`);
  await tx
    .update(jobProgress)
    .set({
      state: "cancelled",
      reasonCode: reason.code,
      reasonText: reason.message,
      waitingSince: null,
      finishedAt: sql`now()`,
      updatedAt: sql`now()`,
    })
    .where(
      and(
        eq(jobProgress.accountId, payload.accountId),
        eq(jobProgress.task, name),
        eq(jobProgress.subjectId, subjectId),
        inArray(jobProgress.state, ["queued", "waiting"]),
      ),
    );
}
