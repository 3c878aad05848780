import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";
import { describeError } from "#lib/errors.ts";
import { requireFreeDisk } from "#lib/platform/disk-space.ts";
import { raiseAlert } from "#lib/platform/raise-alert.ts";
import { resolveAlert } from "#lib/platform/resolve-alert.ts";
import { formatDuration } from "#lib/time.ts";

type Trouble = { severity: "warning" | "critical"; text: string };

/** Opens, keeps or closes the alert of a cause; returns 1 for trouble. */
async function note(ctx: Pick<Ctx, "db" | "now">, cause: string, trouble: Trouble | null): Promise<number> {
  if (trouble === null) await resolveAlert(ctx, cause);
  else await raiseAlert(ctx, { cause, ...trouble });
  return trouble === null ? 0 : 1;
}

const lateSeconds = 15 * 60;
/** Alerts of single events (a provider that failed, files that were missing) are over when nothing more of it came for so long. */
const quietHours = 24;

/** Looks whether the parts that all hosts share are well: the store, and a queue that gets on. Returns how many aren't. */
export async function watchInstallation(ctx: Pick<Ctx, "db" | "now" | "store">): Promise<number> {
  const store = await ctx.store.findObject("watch/probe").then(
    () => null,
    (error) => ({ severity: "critical" as const, text: `The object store: ${describeError(error).message}` }),
  );
  const { rows } = await ctx.db.execute<{ seconds: number | null }>(sql`
    select extract(epoch from now() - min(run_at))::float8 as seconds from graphile_worker.jobs
    where locked_at is null and run_at <= now() and attempts < max_attempts`);
  const waited = rows[0]?.seconds ?? 0;
  const queue: Trouble | null =
    waited < lateSeconds
      ? null
      : {
          severity: "warning",
          text: `Work has waited ${formatDuration(waited)} in the queue. Add workers, or look whether one host's work waits for that host.`,
        };
  await ctx.db.execute(sql`
    update alerts set resolved_at = ${ctx.now().toISOString()}
    where resolved_at is null and last_at < ${ctx.now()}::timestamptz - make_interval(hours => ${quietHours})`);
  return (await note(ctx, "store:away", store)) + (await note(ctx, "queue:late", queue));
}

/** Looks whether this host's disk has the room that is kept free. */
export async function watchHost(ctx: Pick<Ctx, "db" | "now" | "config" | "findFreeDiskBytes">): Promise<number> {
  const { dataDir, minFreeDiskBytes, hostId } = ctx.config;
  const trouble = await requireFreeDisk(dataDir, 0, minFreeDiskBytes, ctx.findFreeDiskBytes).then(
    () => null,
    (error) => ({ severity: "critical" as const, text: `Host ${hostId}: ${describeError(error).message}` }),
  );
  return note(ctx, `disk:${hostId}`, trouble);
}

/** Looks whether there is any worker; to be called by a process that is none. */
export async function watchWorkers(ctx: Pick<Ctx, "db" | "now">): Promise<number> {
  const { rowCount } = await ctx.db.execute(
    sql`select 1 from worker_processes where heartbeat_at > now() - interval '60 seconds'`,
  );
  const text = "No worker is running: nothing is processed, cut or deleted. Start one, and look at its log.";
  return note(ctx, "workers:none", rowCount === 0 ? { severity: "critical", text } : null);
}
