import { createHash, randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import os from "node:os";
import { eq, sql } from "drizzle-orm";
import type pg from "pg";
import { workerProcesses } from "#drizzle/schema/operations.ts";
import type { Ctx } from "#lib/context.ts";
import type { Queryable } from "#lib/platform/db/client.ts";

/** A process that has not beaten for this long is taken for dead. */
export const silentAfterSeconds = 30;

/** Ids of the worker processes that live in this very process (tests and the command line may run several). */
const ownIds = new Set<string>();

/** Names the machine start and pid namespace we run in: only there does a pid say whether a process lives. */
const place = (() => {
  const parts = [os.hostname()];
  try {
    parts.push(readFileSync("/proc/sys/kernel/random/boot_id", "utf8"), readlinkSync("/proc/self/ns/pid"));
  } catch {
    // Not Linux: the host name has to do.
  }
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 12);
})();

export type WorkerProcess = {
  /** Graphile's `locked_by` of every job this process takes. */
  id: string;
  /**
   * Says that we live and keeps our locks fresh. `isKnown` is false when others took us for dead and freed our jobs;
   * `wasSilent`: our own last beat is so old that others' silence says nothing of them (the database was away, we slept).
   */
  beat: () => Promise<{ isKnown: boolean; wasSilent: boolean }>;
  /** Takes back the jobs of dead processes; returns how many. */
  freeDead: () => Promise<number>;
  /** Hands back jobs that the queue counts as ours and we don't work on: their taking or end was lost with a connection. */
  freeForgotten: (activeJobIds: ReadonlySet<string>) => Promise<number>;
  leave: () => Promise<void>;
};

/** Enters this process into `worker_processes`. Its row exists before its first lock does. */
export async function enterWorkerProcess(ctx: Pick<Ctx, "db" | "config"> & { pool: pg.Pool }): Promise<WorkerProcess> {
  const id = `${place}-${randomUUID()}`;
  ownIds.add(id);
  const connectionName = ctx.pool.options.application_name ?? "";
  await ctx.db.insert(workerProcesses).values({ id, hostId: ctx.config.hostId, pid: process.pid, connectionName });
  return {
    id,
    beat: async () => {
      // Graphile takes a lock older than 4 hours for lost; a long job's lock is renewed.
      const { rows } = await ctx.db.execute<{ was_silent: boolean }>(sql`
        with before as (
          select heartbeat_at < now() - make_interval(secs => ${silentAfterSeconds}) as was_silent
          from worker_processes where id = ${id}), renewed as (
          update graphile_worker._private_jobs set locked_at = now()
          where locked_by = ${id} and locked_at < now() - interval '10 minutes')
        update worker_processes set heartbeat_at = now() from before where id = ${id} returning was_silent`);
      return { isKnown: rows.length === 1, wasSilent: rows[0]?.was_silent === true };
    },
    freeDead: () => freeDeadProcesses(ctx),
    freeForgotten: async (activeJobIds) => {
      const active = sql.param([...activeJobIds]);
      return ctx.db.transaction(async (tx) => {
        const { rows } = await tx.execute<{ id: string; attempts: number }>(sql`
          update graphile_worker._private_jobs set locked_by = null, locked_at = null
          where locked_by = ${id} and not (id = any(${active}::bigint[]))
            and locked_at < now() - make_interval(secs => ${silentAfterSeconds})
          returning id, attempts`);
        for (const job of rows) await handBackJob(tx, job.id, job.attempts);
        return rows.length;
      });
    },
    leave: async () => {
      ownIds.delete(id);
      await ctx.db.transaction(async (tx) => {
        await freeJobs(tx, id);
        await tx.delete(workerProcesses).where(eq(workerProcesses.id, id));
      });
    },
  };
}

async function freeDeadProcesses(ctx: Pick<Ctx, "db" | "config">): Promise<number> {
  const { rows } = await ctx.db.execute<Row>(sql`
    select id, host_id, pid, connection_name, heartbeat_at < now() - make_interval(secs => ${silentAfterSeconds}) as silent
    from worker_processes`);
  let freed = 0;
  for (const row of rows) {
    const isHere = row.host_id === ctx.config.hostId && row.id.startsWith(`${place}-`);
    const isDead = row.silent || (isHere && !ownIds.has(row.id) && !isRunning(row.pid));
    if (!isDead || ownIds.has(row.id)) continue;
    freed += await ctx.db.transaction(async (tx) => {
      // The delete settles who frees it, and that it did not beat since we looked.
      const gone = await tx.execute(sql`
        delete from worker_processes where id = ${row.id}
          and (${!row.silent} or heartbeat_at < now() - make_interval(secs => ${silentAfterSeconds}))`);
      if (gone.rowCount !== 1) return 0;
      await endConnections(tx, row.connection_name);
      return await freeJobs(tx, row.id);
    });
  }
  return freed;
}

type Row = { id: string; host_id: string; pid: number; connection_name: string; silent: boolean };

/**
 * Ends the database connections of a process taken for dead, and with them its locks and open transactions: one that
 * only sleeps would keep its successor waiting, or commit when it wakes up.
 */
async function endConnections(tx: Queryable, connectionName: string): Promise<void> {
  if (connectionName === "") return;
  await tx.execute(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = ${connectionName} and datname = current_database() and pid <> pg_backend_pid()`);
}

/**
 * Unlocks a process's jobs so that they run at once. The try is given back: a process that died says nothing of the
 * job (`runTask` bounds how often one job may go down with its process).
 */
async function freeJobs(tx: Queryable, processId: string): Promise<number> {
  const { rows } = await tx.execute<{ id: string; attempts: number }>(sql`
    select id, attempts from graphile_worker.jobs where locked_by = ${processId}`);
  await tx.execute(sql`select graphile_worker.force_unlock_workers(array[${processId}])`);
  for (const { id, attempts } of rows) {
    await handBackJob(tx, id, attempts);
  }
  return rows.length;
}

/** Makes an unlocked job run at once, as if its last try had not been. Wakes idle workers. */
export async function handBackJob(tx: Queryable, jobId: string, attempts: number): Promise<void> {
  await tx.execute(sql`
    select graphile_worker.reschedule_jobs(array[${jobId}::bigint], run_at => now(), attempts => ${Math.max(0, attempts - 1)})`);
  await tx.execute(sql`select pg_notify('jobs:insert', '{"r":1,"count":1}')`);
}

function isRunning(pid: number): boolean {
  // Our own pid under another id is an earlier process whose number we got.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
