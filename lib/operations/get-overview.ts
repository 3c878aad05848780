import { asc, sql } from "drizzle-orm";
import { pausedTasks, workerProcesses } from "#drizzle/schema/operations.ts";
import type { Ctx } from "#lib/context.ts";
import { getLlmSettings } from "#lib/refine/llm-settings.ts";
import { budgetPeriods } from "#lib/refine/reserve-call.ts";
import { type PausableTask, pausableTasks } from "./model.ts";
import { listSourceCaches } from "./source-caches.ts";

export type AccountRow = {
  accountId: string;
  slug: string;
  name: string;
  planName: string;
  storedBytes: number;
  maxBytes: number;
  vodCount: number;
  clipCount: number;
  memberCount: number;
  lastActiveAt: Date | null;
};

export type QueueRow = {
  /** Task name; sweepers together as `sweep`. */
  task: string;
  running: number;
  /** Could begin now. */
  ready: number;
  /** Of those, how long the oldest has been ready; null where none is. */
  oldestReadySeconds: number | null;
  /** Begin later: put off, or waiting for their next try. */
  later: number;
  /** Out of tries. */
  dead: number;
};

/** What the installation does and holds, over all accounts. The caller has checked that an operator asks. */
export async function getOverview(ctx: Pick<Ctx, "db" | "now" | "config">) {
  const { day } = budgetPeriods(ctx.now());
  const [accounts, queue, workers, caches, paused, llm, spend, counts] = await Promise.all([
    listAccounts(ctx),
    listQueue(ctx),
    ctx.db.select().from(workerProcesses).orderBy(asc(workerProcesses.startedAt)),
    listSourceCaches(ctx),
    ctx.db.select({ task: pausedTasks.task, since: pausedTasks.createdAt }).from(pausedTasks),
    getLlmSettings(ctx),
    ctx.db.execute<{ spent: number; promised: number }>(sql`
      select coalesce(sum(settled_usd) filter (where state = 'settled'), 0)::float8 as spent,
        coalesce(sum(reserved_usd) filter (where state = 'reserved'), 0)::float8 as promised
      from llm_ledger where day = ${day}`),
    ctx.db.execute<{ alerts: number; failures: number }>(sql`
      select (select count(*)::int from alerts where resolved_at is null) as alerts,
        (select count(*)::int from job_failures where created_at > now() - interval '24 hours') as failures`),
  ]);
  return {
    accounts,
    queue,
    workers: workers.map(({ id, hostId, pid, heartbeatAt, startedAt }) => ({
      id,
      hostId,
      pid,
      heartbeatAt,
      startedAt,
    })),
    usesCache: ctx.config.s3 !== undefined,
    caches,
    tasks: pausableTasks.map((task) => ({ task, pausedSince: sinceOf(paused, task) })),
    refinement: {
      isEnabled: llm.isEnabled,
      dailyUsd: llm.dailyUsd,
      spentUsd: spend.rows[0]!.spent,
      promisedUsd: spend.rows[0]!.promised,
    },
    openAlertCount: counts.rows[0]!.alerts,
    failureCount: counts.rows[0]!.failures,
    now: ctx.now(),
  };
}

export type Overview = Awaited<ReturnType<typeof getOverview>>;

const sinceOf = (paused: { task: string; since: Date }[], task: PausableTask): Date | null =>
  paused.find((one) => one.task === task)?.since ?? null;

const mostAccounts = 500;

async function listAccounts(ctx: Pick<Ctx, "db">): Promise<AccountRow[]> {
  const { rows } = await ctx.db.execute<
    Omit<AccountRow, "storedBytes" | "maxBytes" | "lastActiveAt"> & {
      storedBytes: string;
      maxBytes: string;
      lastActiveAt: string | null;
    }
  >(sql`
    select a.id as "accountId", a.slug, a.name, p.name as "planName", p.max_bytes as "maxBytes",
      (select coalesce(sum(o.size_bytes), 0) from stored_objects o
        where o.account_id = a.id and o.state in ('live', 'deleting')) as "storedBytes",
      (select count(*)::int from vods v where v.account_id = a.id and v.kind <> 'highlight'
        and v.state not in ('trashed', 'deleting', 'deleted')) as "vodCount",
      (select count(*)::int from vods v where v.account_id = a.id and v.kind = 'highlight' and v.state = 'ready') as "clipCount",
      (select count(*)::int from members m where m.account_id = a.id) as "memberCount",
      greatest(
        (select max(l.created_at) from action_log l where l.account_id = a.id),
        (select max(v.created_at) from vods v where v.account_id = a.id),
        (select max(s.updated_at) from auth_sessions s join members m on m.user_id = s.user_id where m.account_id = a.id)
      ) as "lastActiveAt"
    from accounts a join plans p on p.id = a.plan_id
    order by "lastActiveAt" desc nulls last, a.slug limit ${mostAccounts}`);
  return rows.map((row) => ({
    ...row,
    storedBytes: Number(row.storedBytes),
    maxBytes: Number(row.maxBytes),
    lastActiveAt: row.lastActiveAt === null ? null : new Date(row.lastActiveAt),
  }));
}

async function listQueue(ctx: Pick<Ctx, "db">): Promise<QueueRow[]> {
  const { rows } = await ctx.db.execute<QueueRow>(sql`
    select split_part(split_part(task_identifier, '@', 1), ':', 1) as task,
      count(*) filter (where locked_at is not null)::int as running,
      count(*) filter (where is_ready)::int as ready,
      extract(epoch from now() - min(run_at) filter (where is_ready))::float8 as "oldestReadySeconds",
      count(*) filter (where locked_at is null and run_at > now() and attempts < max_attempts)::int as later,
      count(*) filter (where locked_at is null and attempts >= max_attempts)::int as dead
    from (select *, locked_at is null and run_at <= now() and attempts < max_attempts as is_ready
      from graphile_worker.jobs) jobs
    group by 1 order by 1`);
  return rows;
}
