import { randomUUID } from "node:crypto";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";

export type Db = NodePgDatabase;
/** A transaction handle; every verb that writes accepts `Db | Tx` through `Queryable`. */
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];
export type Queryable = Db | Tx;

/**
 * Opens a connection pool. The caller ends it with `pool.end()`. All its connections have a name of this pool alone
 * (`pool.options.application_name`), by which another process can end them when this one is taken for dead.
 */
export function openDatabase(
  databaseUrl: string,
  options: { maxConnections?: number; name?: string } = {},
): { db: Db; pool: pg.Pool } {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: `vodmanager-${options.name ?? "program"}-${randomUUID()}`,
  });
  // Without a listener an idle client that loses its server would end the process.
  pool.on("error", () => {});
  takeBackLostClients(pool);
  return { db: drizzle(pool), pool };
}

/**
 * Gives clients that lose their server while they are in use back to the pool at once. Queries on them fail by
 * themselves; but drizzle forgets a client whose `begin` fails, and a few outages would leave the pool without any.
 */
function takeBackLostClients(pool: pg.Pool): void {
  const inUse = new Set<pg.PoolClient>();
  pool.on("acquire", (client) => void inUse.add(client));
  pool.on("release", (_, client) => void inUse.delete(client));
  pool.on("connect", (client) => {
    client.on("error", () => {
      if (!inUse.has(client)) return;
      const { release } = client;
      // Whoever has it may release it, too.
      client.release = () => {};
      release.call(client, true);
    });
  });
}
