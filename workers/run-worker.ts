import { EventEmitter } from "node:events";
import { sql } from "drizzle-orm";
import { Logger, run, type TaskList } from "graphile-worker";
import type pg from "pg";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { Fence } from "#lib/fence.ts";
import { hostTask, requestIdOf } from "#lib/jobs.ts";
import { untilDatabaseIsBack } from "#lib/platform/db/until-back.ts";
import type { Log } from "#lib/platform/log.ts";
import { countJob, flushCounters } from "#lib/platform/metrics.ts";
import { runTraced } from "#lib/platform/trace.ts";
import { reachPoint } from "#lib/points.ts";
import type { Task } from "./define-task.ts";
import { enterWorkerProcess, handBackJob } from "./heartbeat.ts";
import { startHostUpkeep } from "./host-upkeep.ts";
import { tasks as allTasks } from "./registry.ts";
import { runTask } from "./run-task.ts";
import { sweeperSchedule, sweeperTasks } from "./sweepers.ts";

export type RunningWorker = {
  /** Takes no more jobs, aborts the running ones and hands them back; done within 20 s. Safe to call twice. */
  stop: () => Promise<void>;
  /** Settles when the worker is over: resolves after `stop`, rejects when it can't go on (the process should end). */
  ended: Promise<void>;
};

export type WorkerOptions = {
  /** Tests give tasks of their own; nothing runs on a schedule then. */
  tasks?: Task[];
  concurrency?: number;
  /** How often waiting retries are looked for; new jobs are told at once. */
  pollIntervalMs?: number;
  heartbeatMs?: number;
  /** In place of each job's own limit. */
  timeoutMs?: number;
};

const longestStopMs = 20_000;
/** Graphile's own connections: one listens, the rest take and settle jobs. */
const queueConnections = 4;

/** Takes jobs of this installation, and those meant for this host, until `stop`. */
export async function runWorker(ctx: Ctx & { pool: pg.Pool }, options: WorkerOptions = {}): Promise<RunningWorker> {
  const tasks = options.tasks ?? allTasks;
  const shutdown = new AbortController();
  const handedBack: { jobId: string; attempts: number }[] = [];

  const activeJobIds = new Set<string>();

  const taskList: TaskList = {};
  for (const task of tasks) {
    const handler: TaskList[string] = async (payload, { job }) => {
      const taking = {
        jobId: job.id,
        payload,
        attempt: job.attempts,
        maxAttempts: job.max_attempts,
        queueTask: job.task_identifier,
        fence: { jobId: job.id, processId: self.id },
      };
      try {
        const startedAt = performance.now();
        const outcome = await runTraced(requestIdOf(payload), () =>
          runTask(ctx, task, taking, { shutdown: shutdown.signal, timeoutMs: options.timeoutMs }),
        );
        countJob({ task: task.name, outcome, seconds: (performance.now() - startedAt) / 1000 });
        await reachPoint(ctx, "job.settled");
        await endJob(ctx, taking.fence, shutdown.signal);
      } catch (error) {
        if (shutdown.signal.aborted) handedBack.push({ jobId: job.id, attempts: job.attempts });
        throw error;
      }
    };
    taskList[task.name] = handler;
    taskList[hostTask(task.name, ctx.config.hostId)] = handler;
  }

  const isScheduled = options.tasks === undefined;
  if (isScheduled) Object.assign(taskList, sweeperTasks(ctx, shutdown.signal));

  const self = await enterWorkerProcess(ctx);
  const freed = await self.freeDead();
  if (freed > 0) ctx.log.info({ freed }, "took back the jobs of a worker that is gone");

  const events = new EventEmitter();
  // Every lock names our row in worker_processes, so that others can free it. Set before the first job is taken.
  events.once("pool:create", ({ workerPool }: { workerPool: { id: string } }) => {
    workerPool.id = self.id;
  });
  events.on("job:start", ({ job }: { job: { id: string } }) => void activeJobIds.add(job.id));
  events.on("job:complete", ({ job }: { job: { id: string } }) => void activeJobIds.delete(job.id));
  const runner = await run({
    connectionString: named(ctx.pool.options),
    maxPoolSize: queueConnections,
    taskList,
    events,
    concurrency: options.concurrency ?? ctx.config.workerConcurrency,
    pollInterval: options.pollIntervalMs ?? 2_000,
    noHandleSignals: true,
    parsedCronItems: isScheduled ? sweeperSchedule(ctx.config.hostId) : [],
    logger: graphileLogger(ctx.log),
  });

  let lost: (error: Error) => void = () => {};
  const ended = Promise.race([runner.promise, new Promise<never>((_, reject) => (lost = reject))]);
  ended.catch(() => {});

  let isTakenForDead = false;
  const beat = async () => {
    try {
      const { isKnown, wasSilent } = await self.beat();
      if (!isKnown) {
        isTakenForDead = true;
        const gone = "This worker was silent for so long that others took its jobs.";
        return lost(new AppError("database_unavailable", gone));
      }
      const freed = wasSilent ? 0 : await self.freeDead();
      if (freed > 0) ctx.log.info({ freed }, "took back the jobs of a worker that is gone");
      await flushCounters(ctx.db);
      const forgotten = await self.freeForgotten(activeJobIds);
      if (forgotten > 0) ctx.log.warn({ forgotten }, "handed back jobs whose taking or end was lost");
    } catch (error) {
      ctx.log.warn({ err: error }, "heartbeat failed; it is tried again");
    }
  };
  const timer = setInterval(beat, options.heartbeatMs ?? 10_000);
  const endUpkeep = isScheduled ? startHostUpkeep(ctx) : async () => {};

  let stopping: Promise<void> | null = null;
  const stop = async () => {
    clearInterval(timer);
    const upkeepEnd = endUpkeep();
    shutdown.abort(new AppError("cancelled", "The worker stops; this goes on when it runs again."));
    await withinMs(
      longestStopMs - 2_000,
      runner.stop().catch((error) => ctx.log.warn({ err: error }, "stopping")),
    );
    // Others have them by now.
    if (isTakenForDead) return;
    await flushCounters(ctx.db);
    for (const { jobId, attempts } of handedBack) await handBackJob(ctx.db, jobId, attempts);
    await withinMs(2_000, upkeepEnd);
    await self.leave();
  };
  return { ended, stop: () => (stopping ??= stop()) };
}

/**
 * Takes a job that is done out of the queue, as long as it is ours, whatever the database's troubles. The queue's own
 * way doesn't ask whose it is: a worker that slept would end the job of its successor. Throws when it isn't ours.
 */
async function endJob(ctx: Pick<Ctx, "db">, fence: Fence, shutdown: AbortSignal): Promise<void> {
  // A second look after a lost answer finds nothing left, which is as good.
  let isRepeated = false;
  const ended = await untilDatabaseIsBack(shutdown, async () => {
    const wasRepeated = isRepeated;
    isRepeated = true;
    const { rowCount } = await ctx.db.execute(sql`
      delete from graphile_worker._private_jobs where id = ${fence.jobId} and locked_by = ${fence.processId}`);
    return rowCount === 1 || wasRepeated;
  });
  if (!ended) throw new Error("another worker has this job now");
}

/** Waits for `work`, but no longer than `ms`. */
async function withinMs(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}

/** The database's URL under which connections have the name of our pool. */
function named({ connectionString, application_name: name }: pg.PoolOptions): string {
  const url = new URL(connectionString!);
  if (name !== undefined) url.searchParams.set("application_name", name);
  return url.href;
}

/** Graphile's log lines in ours. Its "failed task" lines are left out: `runTask` logs the reason. */
const graphileLogger = (log: Log): Logger =>
  new Logger(() => (level, message, meta) => {
    if (meta?.failure) return;
    if (level === "error") log.error(message);
    else if (level === "warning") log.warn(message);
    else log.debug(message);
  });
