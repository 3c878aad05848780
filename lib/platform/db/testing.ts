import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { type Db, openDatabase } from "./client.ts";

/** A database of its own for one test file, cloned from the migrated template; dropped by `drop`. */
export async function createTestDatabase(): Promise<{
  db: Db;
  pool: pg.Pool;
  databaseUrl: string;
  drop: () => Promise<void>;
}> {
  const template = new URL(inject("templateDatabaseUrl"));
  const name = `test_${randomBytes(6).toString("hex")}`;
  const adminUrl = new URL(template);
  adminUrl.pathname = "/postgres";
  const admin = new pg.Client({ connectionString: adminUrl.href });
  await admin.connect();
  // Cloning takes a lock on the template; test files start side by side.
  await admin.query("select pg_advisory_lock(7305002)");
  await admin.query(`create database ${name} template ${template.pathname.slice(1)}`);
  await admin.end();
  const databaseUrl = new URL(template);
  databaseUrl.pathname = `/${name}`;
  const { db, pool } = openDatabase(databaseUrl.href);
  const drop = async () => {
    await pool.end();
    const client = new pg.Client({ connectionString: adminUrl.href });
    await client.connect();
    await client.query(`drop database if exists ${name} with (force)`);
    await client.end();
  };
  return { db, pool, databaseUrl: databaseUrl.href, drop };
}
