import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";
import { type CounterName, counters, flushCounters, formatLabels } from "#lib/platform/metrics.ts";

type Sample = { labels: string; value: number };
type Metric = { name: string; type: "gauge" | "counter"; help: string; samples: Sample[] };

/** The installation's metrics as Prometheus' text format 0.0.4 has them: one web process answers for all processes. */
export async function getMetrics(ctx: Pick<Ctx, "db">): Promise<string> {
  await flushCounters(ctx.db);
  const metrics = await Promise.all([
    ...gauges.map(async ({ query, ...gauge }) => ({ ...gauge, samples: await read(ctx, query) })),
    listCounters(ctx),
  ]);
  return metrics.flat().map(format).join("");
}

/** Asked of the database when somebody wants to know. Each query gives `value`, and label columns beside it. */
const gauges: (Omit<Metric, "samples"> & { query: string })[] = [
  {
    name: "queue_jobs",
    type: "gauge",
    help: "Jobs in the queue, by task and state: running, ready, later, dead (out of tries).",
    query: `select split_part(split_part(task_identifier, '@', 1), ':', 1) as task,
      case when locked_at is not null then 'running' when attempts >= max_attempts then 'dead'
        when run_at <= now() then 'ready' else 'later' end as state, count(*)::int as value
      from graphile_worker.jobs group by 1, 2`,
  },
  {
    name: "queue_oldest_ready_seconds",
    type: "gauge",
    help: "How long the job that has waited longest could have begun.",
    query: `select coalesce(extract(epoch from now() - min(run_at)), 0)::float8 as value from graphile_worker.jobs
      where locked_at is null and run_at <= now() and attempts < max_attempts`,
  },
  {
    name: "workers",
    type: "gauge",
    help: "Worker processes that gave a sign of life within 30 seconds.",
    query: "select count(*)::int as value from worker_processes where heartbeat_at > now() - interval '30 seconds'",
  },
  {
    name: "alerts_open",
    type: "gauge",
    help: "Alerts that are not over, by severity.",
    query: `select s.severity, count(a.id)::int as value from unnest(array['info', 'warning', 'critical']) as s(severity)
      left join alerts a on a.severity = s.severity and a.resolved_at is null group by 1`,
  },
  {
    name: "stored_bytes",
    type: "gauge",
    help: "Bytes in the object store, by role.",
    query:
      "select role, coalesce(sum(size_bytes), 0)::float8 as value from stored_objects where state <> 'pending' group by 1",
  },
  {
    name: "vods",
    type: "gauge",
    help: "Recordings and clips, by kind and state.",
    query: "select kind, state, count(*)::int as value from vods group by 1, 2",
  },
  {
    name: "llm_usd_total",
    type: "counter",
    help: "Money spent on language models, by backend and model.",
    query: `select backend, model, coalesce(sum(settled_usd), 0)::float8 as value from llm_ledger
      where state = 'settled' group by 1, 2`,
  },
  {
    name: "cache_bytes_total",
    type: "counter",
    help: "Bytes of media by where they came from: the store, or the local cache.",
    query: `select host_id as host, c.source, c.value::float8 as value from source_caches,
      lateral (values ('store', store_bytes), ('cache', cache_bytes)) as c(source, value)`,
  },
  {
    name: "cache_size_bytes",
    type: "gauge",
    help: "Bytes in each host's source cache.",
    query: "select host_id as host, size_bytes::float8 as value from source_caches",
  },
];

async function read(ctx: Pick<Ctx, "db">, query: string): Promise<Sample[]> {
  const { rows } = await ctx.db.execute<Record<string, string | number>>(sql.raw(query));
  return rows.map(({ value, ...labels }) => ({
    labels: formatLabels(Object.fromEntries(Object.entries(labels).map(([name, text]) => [name, String(text)]))),
    value: Number(value),
  }));
}

async function listCounters(ctx: Pick<Ctx, "db">): Promise<Metric[]> {
  const { rows } = await ctx.db.execute<{ name: CounterName } & Sample>(
    sql`select name, labels, value from metric_counters order by name, labels`,
  );
  return (Object.keys(counters) as CounterName[]).map((name) => ({
    name,
    type: "counter",
    help: counters[name],
    samples: rows.filter((row) => row.name === name),
  }));
}

function format({ name, type, help, samples }: Metric): string {
  const full = `vodmanager_${name}`;
  const lines = samples.map(({ labels, value }) => `${full}${labels === "" ? "" : `{${labels}}`} ${value}\n`);
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${lines.join("")}`;
}
