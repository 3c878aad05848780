import path from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { type Access, authoriseOperator } from "#lib/accounts/authorise.ts";
import { loadConfig } from "#lib/config.ts";
import { type Ctx, createContext } from "#lib/context.ts";
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
 * Opens the installation's database for one command (embedded Postgres is started for the command's time when it isn't
 * running), migrated, and its store; closes everything after `body`, also on Ctrl-C.
 */
export async function withInstallation<Result>(
  body: (ctx: ReturnType<typeof createContext>, databaseUrl: string) => Promise<Result>,
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
  try {
    await migrateDatabase(databaseUrl);
    const context = createContext({ config: { ...config, databaseUrl }, name: "cli" });
    try {
      return await body({ ...context, signal: interrupted.signal }, databaseUrl);
    } finally {
      await context.close();
    }
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
    await postgres?.stop();
  }
}

/** Opens the installation for one command and one account. */
export async function withSession<Result>(
  options: { account?: string },
  body: (session: Session) => Promise<Result>,
): Promise<Result> {
  return withInstallation(async (ctx) => {
    let worker: { stop: () => Promise<void> } | null = null;
    try {
      const access = await authoriseOperator(ctx, { slug: options.account });
      const ensureWorker = async () => {
        // Handed back by the worker itself when the command ends.
        if (worker === null && !(await hasLiveWorker(ctx))) {
          worker = await runWorker({ ...ctx, signal: new AbortController().signal }, {});
        }
      };
      return await body({ ctx, access, ensureWorker });
    } finally {
      await (worker as { stop: () => Promise<void> } | null)?.stop();
    }
  });
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
