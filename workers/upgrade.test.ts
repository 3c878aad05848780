import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import journal from "#drizzle/migrations/meta/_journal.json" with { type: "json" };
import { accounts, plans } from "#drizzle/schema/accounts.ts";
import { jobProgress } from "#drizzle/schema/operations.ts";
import { vods } from "#drizzle/schema/vods.ts";
import { checkReadiness } from "#lib/operations/check-readiness.ts";
import { type Db, openDatabase } from "#lib/platform/db/client.ts";
import { migrateDatabase } from "#lib/platform/db/migrate.ts";
import { createTestDatabase } from "#lib/platform/db/testing.ts";
import { importRecording } from "#lib/signals/import-recording.ts";
import { makeTestMedia } from "#lib/vods/testing.ts";
import { createTestInstallation, killProcess, type TestInstallation, waitFor } from "./testing/installation.ts";

const known = journal.entries.length;

/** The migrations as the version before had them. */
function copyMigrationsBefore(dir: string): string {
  cpSync(path.resolve("drizzle/migrations"), dir, { recursive: true });
  const before = { ...journal, entries: journal.entries.slice(0, -1) };
  writeFileSync(path.join(dir, "meta/_journal.json"), JSON.stringify(before));
  return dir;
}

let place: TestInstallation;
let dir: string;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Db;
let closeDb: () => Promise<void>;
const children: ChildProcess[] = [];
beforeEach(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-upgrade-"));
  place = await createTestInstallation();
  database = await createTestDatabase();
  for (const schema of ["public", "drizzle", "graphile_worker"]) {
    await database.db.execute(sql.raw(`drop schema ${schema} cascade`));
  }
  await database.db.execute(sql`create schema public`);
  await migrateDatabase(database.databaseUrl, { migrationsDir: copyMigrationsBefore(path.join(dir, "before")) });
  const opened = openDatabase(database.databaseUrl, { name: "test" });
  db = opened.db;
  closeDb = () => opened.pool.end();
  const limits = { maxBytes: 1e12, maxVods: 10, maxClips: 10, retentionDays: 10, llmMonthlyUsd: "0" };
  await db.insert(plans).values({ id: "test", name: "Test", ...limits });
  await db.insert(accounts).values({ id: place.accountId, slug: "test", name: "Test", planId: "test" });
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(killProcess));
  await place.stopWorkers();
  await closeDb();
  await database.drop();
  await place.close();
  rmSync(dir, { recursive: true, force: true });
});

/** The command of the new version, as a host runs it that starts. */
function startMigrate(): { code: Promise<number | null>; child: ChildProcess } {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "cli/main.ts"), "migrate"], {
    env: { ...process.env, ...place.env, DATABASE_URL: database.databaseUrl },
    stdio: ["ignore", "ignore", "inherit"],
  });
  children.push(child);
  return { child, code: once(child, "exit").then(([code]) => code) };
}

const applied = async () => {
  const { rows } = await db.execute<{ hash: string }>(sql`select hash from drizzle.__drizzle_migrations`);
  return rows.map((row) => row.hash);
};
/** Work that is under way until it is let go: the row it writes waits for a lock. */
async function holdPublishing(): Promise<() => Promise<void>> {
  const client = await database.pool.connect();
  await client.query("begin");
  await client.query("lock table media in exclusive mode");
  return async () => {
    await client.query("commit");
    client.release();
  };
}

test("three hosts of the new version start at once while an old worker works: migrated once, and the old one ends its work", async () => {
  const ctx = { ...place.ctx, db };
  expect(await applied()).toHaveLength(known - 1);
  const filePath = await makeTestMedia(ctx, path.join(dir, "stream.mp4"), { seconds: 6, rate: "10" });
  const video = { filePath, fileName: "stream.mp4", take: "link" as const };
  expect(await importRecording(ctx, { accountId: place.accountId, video, signals: [] })).toMatchObject({ ok: true });
  const letGo = await holdPublishing();
  const old = await place.spawnWorker({ DATABASE_URL: database.databaseUrl });
  const state = async () => (await db.select().from(jobProgress).where(eq(jobProgress.task, "process_vod")))[0]?.state;
  await waitFor("the old worker to be at work", async () => ((await state()) === "running" ? true : null));
  // A web of the new version says what it lacks, and takes no visitors.
  const readiness = async () => {
    const { isReady, checks } = await checkReadiness(ctx);
    return { isReady, migrations: checks.find((one) => one.name === "migrations")!.text };
  };
  expect(await readiness()).toEqual({ isReady: false, migrations: expect.stringContaining("lacks 1 migration") });
  // What it tells to run is the command that is run below.
  expect((await readiness()).migrations).toContain('"npx vodmanager migrate"');

  const starts = [startMigrate(), startMigrate(), startMigrate()];
  expect(await Promise.all(starts.map((one) => one.code))).toEqual([0, 0, 0]);
  const hashes = await applied();
  expect(hashes).toHaveLength(known);
  expect(new Set(hashes).size).toBe(known);
  expect((await readiness()).isReady).toBe(true);
  expect(old.exitCode).toBeNull();

  await letGo();
  const isReady = async () => ((await db.select().from(vods))[0]?.state === "ready" ? true : null);
  await waitFor("the old worker to end its work on the new tables", isReady);
  expect((await db.select().from(jobProgress))[0]).toMatchObject({ tries: 1, reasonCode: null });
});

test("an old worker that is asked to go hands its work back; a new one ends it", async () => {
  const ctx = { ...place.ctx, db };
  const filePath = await makeTestMedia(ctx, path.join(dir, "stream.mp4"), { seconds: 6, rate: "10" });
  const video = { filePath, fileName: "stream.mp4", take: "link" as const };
  expect(await importRecording(ctx, { accountId: place.accountId, video, signals: [] })).toMatchObject({ ok: true });
  const letGo = await holdPublishing();
  await place.spawnWorker({ DATABASE_URL: database.databaseUrl });
  const progress = async () => (await db.select().from(jobProgress).where(eq(jobProgress.task, "process_vod")))[0];
  await waitFor("the old worker to be at work", async () => ((await progress())?.state === "running" ? true : null));
  expect(await startMigrate().code).toBe(0);
  const stopped = place.stopWorkers();
  await letGo();
  await stopped;
  await place.spawnWorker({ DATABASE_URL: database.databaseUrl });
  const isReady = async () => ((await db.select().from(vods))[0]?.state === "ready" ? true : null);
  await waitFor("the new worker to end the work", isReady);
  expect((await progress())!.tries).toBeLessThanOrEqual(1);
});

test("a migration that dies half-way leaves the tables as they were; the next start migrates", async () => {
  // It waits for a lock that somebody has, and is killed there.
  const client = await database.pool.connect();
  await client.query("begin");
  await client.query("lock table drizzle.__drizzle_migrations in access exclusive mode");
  const { child, code } = startMigrate();
  await waitFor("the migration to wait", async () => {
    const { rows } = await db.execute(sql`select 1 from pg_stat_activity where wait_event_type = 'Lock'`);
    return rows.length > 0 ? true : null;
  });
  await killProcess(child);
  expect(await code).toBeNull();
  await client.query("rollback");
  client.release();
  expect(await applied()).toHaveLength(known - 1);
  expect(await startMigrate().code).toBe(0);
  expect(await applied()).toHaveLength(known);
});

test("migrations only add: none takes away a table or column, or renames one, that an old process uses", () => {
  const takesAway =
    /\bdrop\s+(table|column)\b|\brename\s+(to|column)\b|\balter\s+column\s+\S+\s+(set\s+data\s+)?type\b/i;
  const wrong = journal.entries
    .map(({ tag }) => ({ tag, text: readFileSync(path.resolve(`drizzle/migrations/${tag}.sql`), "utf8") }))
    .filter(({ text }) => takesAway.test(text))
    .map(({ tag }) => tag);
  expect(wrong).toEqual([]);
});
