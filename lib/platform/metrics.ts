import { sql } from "drizzle-orm";
import type { Queryable } from "./db/client.ts";

/** What is counted, in Prometheus' words. Every counter of every process; `vodmanager_` is put in front. */
export const counters = {
  jobs_total: "Jobs that ended, by task and outcome.",
  job_seconds_total: "Time that jobs took, by task.",
  job_seconds_bucket: "Jobs that took at most `le` seconds, by task.",
  ffmpeg_runs_total: "Runs of ffmpeg, by outcome.",
  ffmpeg_seconds_total: "Time that runs of ffmpeg took.",
  store_read_bytes_total: "Bytes read from the object store.",
  store_written_bytes_total: "Bytes written to the object store.",
  store_errors_total: "Requests to the object store that failed, by code.",
  web_errors_total: "Requests that were answered with a server error, by code.",
} as const;

export type CounterName = keyof typeof counters;
export type Labels = Readonly<Record<string, string>>;

// On globalThis: bundles may hold several copies of this module, and a process counts once.
const shared = globalThis as { vodmanagerCounted?: Map<string, { name: CounterName; labels: string; value: number }> };
const counted = () => (shared.vodmanagerCounted ??= new Map());

/** Label pairs as Prometheus writes them, in the order of their names. Pure. */
export const formatLabels = (labels: Labels): string =>
  Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, "_")}"`)
    .join(",");

/** Adds to a counter of this process. Costs no I/O; `flushCounters` writes it. */
export function count(name: CounterName, labels: Labels = {}, by = 1): void {
  const text = formatLabels(labels);
  const key = `${name}{${text}}`;
  const known = counted().get(key);
  if (known) known.value += by;
  else counted().set(key, { name, labels: text, value: by });
}

/** Upper bounds of the buckets of job durations. */
export const bucketSeconds = [1, 5, 15, 60, 300, 900, 3_600, 14_400] as const;

/** Counts a job that ended. */
export function countJob(job: { task: string; outcome: string; seconds: number }): void {
  const { task, outcome, seconds } = job;
  count("jobs_total", { task, outcome });
  count("job_seconds_total", { task }, seconds);
  for (const le of bucketSeconds) if (seconds <= le) count("job_seconds_bucket", { task, le: String(le) });
  count("job_seconds_bucket", { task, le: "+Inf" });
}

/** Adds what this process counted since the last time to what all processes counted. On a failure it is added the next time. */
export async function flushCounters(db: Queryable): Promise<void> {
  const rows = [...counted().values()].sort((a, b) => (`${a.name}${a.labels}` < `${b.name}${b.labels}` ? -1 : 1));
  counted().clear();
  if (rows.length === 0) return;
  try {
    // In one order everywhere, so that processes don't wait for each other in a circle.
    await db.execute(sql`
      insert into metric_counters (name, labels, value)
      select name, labels, value from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(name text, labels text, value float8)
      on conflict (name, labels) do update set value = metric_counters.value + excluded.value`);
  } catch (error) {
    for (const row of rows) {
      const key = `${row.name}{${row.labels}}`;
      counted().set(key, { ...row, value: row.value + (counted().get(key)?.value ?? 0) });
    }
    throw error;
  }
}
