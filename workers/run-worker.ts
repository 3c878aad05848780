import { EventEmitter } from "node:events";
import { Logger, run, type TaskList } from "graphile-worker";
import type pg from "pg";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { hostTask } from "#lib/jobs.ts";
import type { Log } from "#lib/platform/log.ts";
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

  const taskList: TaskList = {};
  for (const task of tasks) {
    const handler: TaskList[string] = async (payload, { job }) => {
      const taking = {
        jobId: job.id,
        payload,
        attempt: job.attempts,
        maxAttempts: job.max_attempts,
        queueTask: job.task_identifier,
      };
      try {
        await runTask(ctx, task, taking, { shutdown: shutdown.signal, timeoutMs: options.timeoutMs });
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
  const runner = await run({
    connectionString: ctx.pool.options.connectionString,
    maxPoolSize: queueConnections,
    taskList,
    events,
    concurrency: options.concurrency ?? ctx.config.workerConcurrency,
    pollInterval: options.pollIntervalMs ?? 2_000,
    noHandleSignals: true,
    parsedCronItems: isScheduled ? sweeperSchedule() : [],
    logger: graphileLogger(ctx.log),
  });

  let lost: (error: Error) => void = () => {};
  const ended = Promise.race([runner.promise, new Promise<never>((_, reject) => (lost = reject))]);
  ended.catch(() => {});

  const beat = async () => {
    try {
      if (!(await self.beat())) {
        const gone = "This worker was silent for so long that others took its jobs.";
        return lost(new AppError("database_unavailable", gone));
      }
      const freed = await self.freeDead();
      if (freed > 0) ctx.log.info({ freed }, "took back the jobs of a worker that is gone");
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
    for (const { jobId, attempts } of handedBack) await handBackJob(ctx.db, jobId, attempts);
    await withinMs(2_000, upkeepEnd);
    await self.leave();
  };
  return { ended, stop: () => (stopping ??= stop()) };
}

/** Waits for `work`, but no longer than `ms`. */
async function withinMs(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}

/** Graphile's log lines in ours. Its "failed task" lines are left out: `runTask` logs the reason. */
const graphileLogger = (log: Log): Logger =>
  new Logger(() => (level, message, meta) => {
    if (meta?.failure) return;
    if (level === "error") log.error(message);
    else if (level === "warning") log.warn(message);
    else log.debug(message);
  });
