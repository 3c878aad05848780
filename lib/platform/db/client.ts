import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";

export type Db = NodePgDatabase;
/** A transaction handle; every verb that writes accepts `Db | Tx` through `Queryable`. */
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];
export type Queryable = Db | Tx;

/** Opens a connection pool. The caller ends it with `pool.end()`. */
export function openDatabase(
  databaseUrl: string,
  options: { maxConnections?: number } = {},
): { db: Db; pool: pg.Pool } {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 10_000,
    application_name: "vodmanager",
  });
  // Without a listener an idle client that loses its server would end the process.
  pool.on("error", () => {});
  return { db: drizzle(pool), pool };
}
