import { authoriseJob } from "#lib/accounts/authorise.ts";
import { type Ctx, withSignal } from "#lib/context.ts";
import { AppError, describeError } from "#lib/errors.ts";
import { type Fence, holdsFence } from "#lib/fence.ts";
import { jobs } from "#lib/jobs.ts";
import { isTaskPaused } from "#lib/operations/pause-tasks.ts";
import { untilDatabaseIsBack } from "#lib/platform/db/until-back.ts";
import { recordFailure } from "#lib/platform/record-failure.ts";
import { formatDuration } from "#lib/time.ts";
import type { Task, TaskFailure } from "./define-task.ts";
import { createProgressWriter, type ProgressWriter } from "./progress-writer.ts";
import { passesByItself, patienceMs, putOff, waitDelayMs } from "./put-off.ts";
import { cancelledBy, watchCancel } from "./watch-cancel.ts";

/** One taking of a job from the queue. `attempt` counts from 1. */
export type Taking = {
  jobId: string;
  payload: unknown;
  attempt: number;
  maxAttempts: number;
  /** The queue's name of the task: with the host's name when only that host may take it. */
  queueTask: string;
  /** None: nobody can take the job over (tests). */
  fence?: Fence;
};

/** How a taking ended: `waiting` for another one, `dropped` without a look at it. */
export type Outcome = "done" | "failed" | "cancelled" | "waiting" | "dropped";

/** How long a verb may go on after its signal aborted before the job is settled without it. */
const abortGraceMs = 15_000;
/** How long a worker that stops waits for a database that is away. */
const stopGraceMs = 2_000;

/**
 * Runs one job and settles its progress row. Returns when the job is over (done, or failed for good);
 * throws when the queue shall try it again, or another worker has it. One that waits for a full disk or a store that is away is over, too: another
 * takes its place later. `shutdown` is the worker's signal: then the job counts as untried.
 */
export async function runTask(
  ctx: Ctx,
  task: Task,
  taking: Taking,
  options: { shutdown: AbortSignal; timeoutMs?: number },
): Promise<Outcome> {
  const log = ctx.log.child({ task: task.name, jobId: taking.jobId, attempt: taking.attempt });
  let payload: ReturnType<Task["parse"]>;
  try {
    payload = task.parse(taking.payload);
  } catch (error) {
    log.error({ err: error }, "job dropped: its payload has another shape than this version takes");
    return "dropped";
  }
  const subjectId = (jobs[task.name].subjectId as (payload: unknown) => string)(payload);
  const progress = createProgressWriter(ctx, { accountId: authoriseJob(payload), task: task.name, subjectId });
  const { shutdown } = options;
  const settle: Settle = { ctx: { ...ctx, log, fence: taking.fence }, task, payload, progress };
  const jobKey = `${task.name}:${subjectId}`;

  if (await isTaskPaused(ctx, task.name)) {
    await putOff(ctx, taking, { jobKey, delayMs: pausedDelayMs });
    await progress.hold({ code: "paused", message: pausedText });
    return "waiting";
  }
  const { tries, waitedMs, isCancelled } = await progress.start();
  if (isCancelled) return giveUp(settle, cancelledBy(task.name));

  if (tries > taking.maxAttempts * 2) {
    const message = `The worker ended ${tries - 1} times while it worked on this. Try again; if it stays, look at the server's log.`;
    return giveUp(settle, { code: "internal", message });
  }
  const timeoutMs = options.timeoutMs ?? jobs[task.name].timeoutMs;
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(tookTooLong(timeoutMs)), timeoutMs);
  const startedAt = performance.now();
  const cancel = watchCancel(settle.ctx, { task: task.name, subjectId });
  const signal = AbortSignal.any([shutdown, timeout.signal, cancel.signal]);
  const failed = { accountId: authoriseJob(payload), task: task.name, subjectId, attempt: tries };
  try {
    const result = await endWithSignal(task.run(withSignal(settle.ctx, signal), payload, progress.report), signal);
    const outcome = await settleOnce<Outcome>(settle, shutdown, async () => {
      if (!result || result.ok) {
        await progress.finish("done");
        return "done";
      }
      const state = result.reason === "cancelled" ? "cancelled" : "failed";
      const error = new AppError(result.reason, result.message);
      if (state === "failed")
        await recordFailure(settle.ctx, { ...failed, error, isTriedAgain: false, isOutcome: true });
      await progress.finish(state, { code: result.reason, message: result.message });
      return state;
    });
    log.info({ subjectId, outcome, ms: Math.round(performance.now() - startedAt) }, "job done");
    return outcome;
  } catch (thrown) {
    if (thrown instanceof TakenOver) throw thrown;
    if (shutdown.aborted) {
      await settleOnce(settle, AbortSignal.timeout(stopGraceMs), () => progress.finish("queued"));
      throw new Error("handed back: the worker stops");
    }
    if (cancel.signal.aborted) {
      return await settleOnce(settle, shutdown, () => giveUp(settle, cancelledBy(task.name)));
    }
    const error = timeout.signal.aborted ? timeout.signal.reason : thrown;
    const { code, message, retry } = describeError(error);
    log.warn({ err: error, details: error instanceof AppError ? error.details : undefined }, "job failed");
    const isPassing = passesByItself.has(code) && waitedMs < patienceMs;
    const isTriedAgain = isPassing || (retry && taking.attempt < taking.maxAttempts);
    const outcome = await settleOnce<Outcome>(settle, shutdown, async () => {
      await recordFailure(settle.ctx, { ...failed, error, isTriedAgain });
      if (isPassing) {
        await putOff(ctx, taking, { jobKey, delayMs: waitDelayMs(waitedMs) });
        await progress.finish("waiting", { code, message }, { untried: true });
        return "waiting";
      }
      if (!isTriedAgain) return await giveUp(settle, { code, message });
      await progress.finish("waiting", { code, message });
      return "waiting";
    });
    // What is put off has a job of its own by now, what is given up needs none.
    if (isPassing || !isTriedAgain) return outcome;
    // The queue keeps this text; the reason itself is in the log.
    throw new Error(code);
  } finally {
    clearTimeout(timer);
    cancel.stop();
  }
}

/** The job is another worker's by now: nothing of it is ours to settle. */
class TakenOver extends Error {}

/** Settles a job that is still ours; waits while the database is away. Throws `TakenOver`. */
async function settleOnce<T>({ ctx }: Settle, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return untilDatabaseIsBack(signal, async () => {
    if (!(await holdsFence(ctx.db, ctx.fence))) throw new TakenOver("another worker has this job now");
    return await work();
  });
}

const pausedDelayMs = 60_000;
const pausedText = "Held back by who runs this installation. It goes on by itself when work is allowed again.";

const tookTooLong = (timeoutMs: number) =>
  new AppError("timeout", `This took longer than ${formatDuration(timeoutMs / 1000)} and was stopped.`);

async function giveUp({ ctx, task, payload, progress }: Settle, { code, message }: TaskFailure): Promise<Outcome> {
  const failure = { code, message };
  const state = failure.code === "cancelled" ? "cancelled" : "failed";
  await task.giveUp(ctx, payload, failure);
  await progress.finish(state, failure);
  return state;
}

type Settle = { ctx: Ctx; task: Task; payload: ReturnType<Task["parse"]>; progress: ProgressWriter };

/** The work's result; or, where it doesn't stop within the grace after an abort, a failure in its place. */
async function endWithSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const gone = new Promise<never>((_, reject) => {
    const wait = () => {
      timer = setTimeout(() => reject(signal.reason), abortGraceMs);
    };
    if (signal.aborted) wait();
    else signal.addEventListener("abort", wait, { once: true });
  });
  try {
    return await Promise.race([work, gone]);
  } finally {
    clearTimeout(timer);
  }
}
