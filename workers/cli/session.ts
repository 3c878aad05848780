import path from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { type Access, authoriseOperator } from "#lib/accounts/authorise.ts";
import { loadConfig } from "#lib/config.ts";
import { type Ctx, createContext, withSignal } from "#lib/context.ts";
import { migrateDatabase } from "#lib/platform/db/migrate.ts";
import { startEmbeddedPostgres } from "#lib/platform/embedded-postgres/start.ts";
import { runWorker } from "#workers/run-worker.ts";

/** The checkout: relative settings such as the data directory are against it, wherever the command is run. */
export const projectDir = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");

export type Session = {
  ctx: Ctx;
  access: Access;
  /** Makes sure somebody takes this host's jobs: a running installation's worker, or one inside this command. */
  ensureWorker: () => Promise<void>;
};

/**
 * Opens the installation for one command: its database (embedded Postgres is started for the command's time when it
 * isn't running), store and account; closes everything after `body`, also on Ctrl-C.
 */
export async function withSession<Result>(
  options: { account?: string },
  body: (session: Session) => Promise<Result>,
): Promise<Result> {
  const config = {
    ...loadConfig(process.env, projectDir),
    logLevel: (process.env.LOG_LEVEL as "error" | undefined) ?? ("error" as const),
  };
  const postgres =
    config.databaseUrl === undefined
      ? await startEmbeddedPostgres({ dir: path.join(config.dataDir, "postgres") })
      : null;
  const databaseUrl = postgres?.databaseUrl ?? config.databaseUrl!;
  const interrupted = new AbortController();
  const onSignal = () => interrupted.abort();
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  let worker: { stop: () => Promise<void> } | null = null;
  try {
    await migrateDatabase(databaseUrl);
    const context = createContext({ config: { ...config, databaseUrl }, name: "cli" });
    const ctx = withSignal(context, interrupted.signal);
    try {
      const access = await authoriseOperator(ctx, { slug: options.account });
      const ensureWorker = async () => {
        if (worker === null && !(await hasLiveWorker(ctx))) worker = await runWorker(context, {});
      };
      return await body({ ctx, access, ensureWorker });
    } finally {
      await (worker as { stop: () => Promise<void> } | null)?.stop();
      await context.close();
    }
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
    await postgres?.stop();
  }
}

/** Whether a worker of this host beat within the last 30 s. */
async function hasLiveWorker(ctx: Ctx): Promise<boolean> {
  const { rows } = await ctx.db.execute<{ live: boolean }>(sql`
    select exists (
      select 1 from worker_processes
      where host_id = ${ctx.config.hostId} and heartbeat_at > now() - interval '30 seconds'
    ) as live`);
  return rows[0]?.live === true;
}
