import { sql } from "drizzle-orm";
import journal from "#drizzle/migrations/meta/_journal.json" with { type: "json" };
import type { Ctx } from "#lib/context.ts";
import { describeError } from "#lib/errors.ts";
import { formatBytes } from "#lib/time.ts";

/**
 * One thing the installation needs. `isVital`: without it no page can be answered; without the others pages show what
 * they can, and work waits.
 */
export type ReadinessCheck = {
  name: "database" | "migrations" | "store" | "workers" | "disk";
  isVital: boolean;
  ok: boolean;
  /** What is wrong and what to do; fit for anybody, without addresses. */
  text: string;
};

const longestCheckMs = 5_000;
/** As long as a worker may be silent before it is taken for dead. */
const silentAfterSeconds = 30;

/** Looks at everything a web process depends on, side by side; never throws. */
export async function checkReadiness(
  ctx: Pick<Ctx, "db" | "store" | "config" | "findFreeDiskBytes">,
): Promise<{ isReady: boolean; checks: ReadinessCheck[] }> {
  const checks = await Promise.all([
    check("database", true, async () => {
      await ctx.db.execute(sql`select 1`);
      return null;
    }),
    check("migrations", true, () => checkMigrations(ctx)),
    check("store", false, async () => {
      await ctx.store.findObject("readiness/probe");
      return null;
    }),
    check("workers", false, async () => {
      const { rowCount } = await ctx.db.execute(sql`
        select 1 from worker_processes where heartbeat_at > now() - make_interval(secs => ${silentAfterSeconds})`);
      return rowCount === 0 ? "No worker is running: work waits. Start one." : null;
    }),
    check("disk", false, async () => {
      const { dataDir, minFreeDiskBytes } = ctx.config;
      const freeBytes = await ctx.findFreeDiskBytes(dataDir);
      if (freeBytes >= minFreeDiskBytes) return null;
      return `The disk has ${formatBytes(freeBytes)} free, less than the ${formatBytes(minFreeDiskBytes)} that are kept free: work waits. Make room.`;
    }),
  ]);
  return { isReady: checks.every((one) => one.ok || !one.isVital), checks };
}

/** How many migrations the database lacks of those this version has (below zero: it is of a newer version). */
export async function countMissingMigrations(ctx: Pick<Ctx, "db">): Promise<number> {
  const { rows } = await ctx.db.execute<{ n: number }>(
    sql`select count(*)::int as n from drizzle.__drizzle_migrations`,
  );
  return journal.entries.length - rows[0]!.n;
}

async function checkMigrations(ctx: Pick<Ctx, "db">): Promise<string | null> {
  const missing = await countMissingMigrations(ctx);
  // A newer version's additions don't disturb an older process that is on its way out.
  return missing > 0 ? `The database lacks ${missing} migrations of this version. Run "npx vodmanager migrate".` : null;
}

async function check(
  name: ReadinessCheck["name"],
  isVital: boolean,
  work: () => Promise<string | null>,
): Promise<ReadinessCheck> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve("No answer in time."), longestCheckMs);
  });
  try {
    const trouble = await Promise.race([work(), late]);
    return { name, isVital, ok: trouble === null, text: trouble ?? "" };
  } catch (error) {
    return { name, isVital, ok: false, text: describeError(error).message };
  } finally {
    clearTimeout(timer);
  }
}
