import type { Ctx } from "#lib/context.ts";
import type { ErrorCode, Refusal } from "#lib/errors.ts";
import { type JobName, type JobPayload, jobs } from "#lib/jobs.ts";
import type { ReportProgress } from "#lib/progress.ts";

/** Why a job will not be tried again; `message` is fit for the user. */
export type TaskFailure = { code: ErrorCode; message: string };

// Methods, not function fields: a list of tasks of different payloads is then a `Task[]`.
export type Task<Name extends JobName = JobName> = {
  readonly name: Name;
  /** Checks a payload as it comes from the queue. Throws a ZodError. */
  parse(payload: unknown): JobPayload<Name>;
  /**
   * Does the job. A returned refusal was recorded by the verb and fails the job for good; a thrown error is tried
   * again when its code allows. `ctx.signal` aborts when time is up or the worker stops.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a task with nothing to say returns nothing
  run(ctx: Ctx, payload: JobPayload<Name>, report: ReportProgress): Promise<void | { ok: true } | Refusal<ErrorCode>>;
  /** Puts the domain row into its failed state after the last try. Must be safe to run twice. */
  giveUp(ctx: Ctx, payload: JobPayload<Name>, failure: TaskFailure): Promise<void>;
};

/** Makes the handler of the job `name`; payload types come from `lib/jobs.ts`. */
export function defineTask<Name extends JobName>(name: Name, handlers: Pick<Task<Name>, "run" | "giveUp">): Task<Name> {
  return { name, parse: (payload) => jobs[name].payload.parse(payload) as JobPayload<Name>, ...handlers };
}
