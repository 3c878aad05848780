import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { orderTables } from "./order-tables.ts";
import type { Manifest } from "./schema.ts";

/** Known on this host or by this moment only. */
const skipped = ["worker_processes"];
const quoted = (name: string) => `"${name}"`;

/**
 * Writes every table as it is at one moment, and the waiting jobs, into `dir`. Needs no program of Postgres, so that it
 * works with the embedded server and with any version; people may go on working meanwhile.
 */
export async function dumpDatabase(databaseUrl: string, dir: string): Promise<Manifest> {
  await mkdir(path.join(dir, "tables"), { recursive: true });
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "vodmanager-backup" });
  await client.connect();
  try {
    await client.query("begin isolation level repeatable read read only");
    const tables: Manifest["tables"] = [];
    for (const name of await listTables(client)) {
      const columns = await listColumns(client, name);
      tables.push({ name, columns, ...(await dumpTable(client, dir, { name, columns })) });
    }
    const made: Manifest = {
      format: 1,
      createdAt: new Date().toISOString(),
      migrations: await countMigrations(client),
      tables,
      jobs: await listJobs(client),
    };
    await client.query("commit");
    await writeFile(path.join(dir, "manifest.json"), JSON.stringify(made, null, 2), { mode: 0o600 });
    return made;
  } finally {
    await client.end();
  }
}

export async function countMigrations(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ n: number }>("select count(*)::int as n from drizzle.__drizzle_migrations");
  return rows[0]!.n;
}

async function listTables(client: pg.Client): Promise<string[]> {
  const tables = await client.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  const references = await client.query<{ from: string; to: string }>(`
    select a.relname as "from", b.relname as "to" from pg_constraint c
    join pg_class a on a.oid = c.conrelid join pg_class b on b.oid = c.confrelid
    where c.contype = 'f' and c.connamespace = 'public'::regnamespace`);
  const names = tables.rows.map((row) => row.name).filter((name) => !skipped.includes(name));
  return orderTables(names, references.rows);
}

async function listColumns(client: pg.Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [quoted(table)],
  );
  return rows.map((row) => row.name);
}

async function dumpTable(
  client: pg.Client,
  dir: string,
  { name, columns }: { name: string; columns: string[] },
): Promise<{ rows: number; sha256: string }> {
  const hash = createHash("sha256");
  let rows = 0;
  // COPY's text format writes line breaks of values as \n: a line is a row.
  const counting = new Transform({
    transform: (chunk: Buffer, _, done) => {
      hash.update(chunk);
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) rows += 1;
      done(null, chunk);
    },
  });
  const source = client.query(copyTo(`copy ${quoted(name)} (${columns.map(quoted).join(", ")}) to stdout`));
  const file = createWriteStream(tableFile(dir, name), { mode: 0o600 });
  await pipeline(source, counting, createGzip({ level: 1 }), file);
  return { rows, sha256: hash.digest("hex") };
}

export const tableFile = (dir: string, name: string): string => path.join(dir, "tables", `${name}.copy.gz`);

async function listJobs(client: pg.Client): Promise<Manifest["jobs"]> {
  const { rows } = await client.query<Manifest["jobs"][number]>(`
    select t.identifier as task, j.payload, j.run_at::text as "runAt", j.max_attempts::int as "maxAttempts", j.key,
      j.priority::int as priority
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier not like 'sweep:%' order by j.id`);
  return rows;
}
