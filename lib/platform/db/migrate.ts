import path from "node:path";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { runMigrations } from "graphile-worker";
import pg from "pg";

const ownMigrationsDir = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../../drizzle/migrations");
const migrationLockKey = 7_305_001;

/** Brings the schema (ours and graphile-worker's) up to date under an advisory lock; a second process waits, then finds nothing to do. */
export async function migrateDatabase(
  databaseUrl: string,
  /** Tests give another version's. */
  { migrationsDir = ownMigrationsDir }: { migrationsDir?: string } = {},
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [migrationLockKey]);
    await migrate(drizzle(client), { migrationsFolder: migrationsDir });
    await runMigrations({ connectionString: databaseUrl });
  } finally {
    await client.end();
  }
}
