import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { AppError } from "#lib/errors.ts";
import { countMigrations, tableFile } from "./dump-database.ts";
import { type Manifest, manifest } from "./schema.ts";

const quoted = (name: string) => `"${name}"`;

/**
 * Fills a migrated, empty database from a backup, in one transaction: all of it or nothing. Throws `invalid_input` for a
 * folder that is no whole backup or of another version, `conflict` for a database that holds something.
 */
export async function loadDatabase(databaseUrl: string, dir: string): Promise<Manifest> {
  const found = await readManifest(dir);
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "vodmanager-recover" });
  await client.connect();
  try {
    const migrations = await countMigrations(client);
    if (migrations !== found.migrations) {
      throw new AppError(
        "invalid_input",
        `This backup is of a version with ${found.migrations} migrations; this one has ${migrations}. Recover it with the version that made it, then upgrade.`,
      );
    }
    await client.query("begin");
    await requireEmpty(client);
    for (const { name } of found.tables) {
      // What migrations and seeds put there comes from the backup, too; nobody is told of rows that come back.
      await client.query(`alter table ${quoted(name)} disable trigger user`);
    }
    await client.query(`truncate ${found.tables.map(({ name }) => quoted(name)).join(", ")}`);
    for (const table of found.tables) await loadTable(client, dir, table);
    for (const { name } of found.tables) await client.query(`alter table ${quoted(name)} enable trigger user`);
    for (const job of found.jobs) {
      await client.query(
        "select graphile_worker.add_job($1, payload => $2::json, run_at => $3::timestamptz, max_attempts => $4, job_key => $5, priority => $6)",
        [job.task, JSON.stringify(job.payload), job.runAt, job.maxAttempts, job.key, job.priority],
      );
    }
    await client.query("commit");
    return found;
  } finally {
    await client.end();
  }
}

async function readManifest(dir: string): Promise<Manifest> {
  const text = await readFile(path.join(dir, "manifest.json"), "utf8").catch(() => null);
  if (text === null) {
    throw new AppError("invalid_input", `${dir} is no whole backup: it has no manifest.json. Choose another folder.`);
  }
  const parsed = manifest.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new AppError("invalid_input", `The manifest of ${dir} can't be read. Was it made by another program?`);
}

/** Plans and first users are seeded by a start; recordings are somebody's work. */
async function requireEmpty(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query("select 1 from vods limit 1");
  if (rowCount === 0) return;
  throw new AppError(
    "conflict",
    "The database holds recordings. A backup is recovered into an empty database: name another one in DATABASE_URL, or move the data directory away first.",
  );
}

async function loadTable(client: pg.Client, dir: string, table: Manifest["tables"][number]): Promise<void> {
  const { name, columns } = table;
  const hash = createHash("sha256");
  const hashing = new Transform({
    transform: (chunk: Buffer, _, done) => {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const target = client.query(copyFrom(`copy ${quoted(name)} (${columns.map(quoted).join(", ")}) from stdin`));
  await pipeline(createReadStream(tableFile(dir, name)), createGunzip(), hashing, target);
  if (hash.digest("hex") !== table.sha256 || target.rowCount !== table.rows) {
    throw new AppError(
      "invalid_input",
      `The backup's table ${name} is damaged. Nothing was recovered; take another backup.`,
    );
  }
  await moveSequences(client, name);
}

/** Numbers that the table gives by itself go on after the highest that came back. */
async function moveSequences(client: pg.Client, table: string): Promise<void> {
  const { rows } = await client.query<{ column: string; sequence: string }>(
    `select attname as column, pg_get_serial_sequence($1, attname) as sequence from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and attidentity <> ''`,
    [quoted(table)],
  );
  for (const { column, sequence } of rows) {
    await client.query(
      `select setval($1, (select coalesce(max(${quoted(column)}), 0) + 1 from ${quoted(table)}), false)`,
      [sequence],
    );
  }
}
