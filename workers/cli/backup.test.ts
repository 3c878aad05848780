import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync, gzipSync } from "node:zlib";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listClips } from "#lib/clips/queries.ts";
import { requestCuts } from "#lib/clips/request-cuts.ts";
import { loadConfig } from "#lib/config.ts";
import { type Ctx, createContext } from "#lib/context.ts";
import { makeChat, writeChat } from "#lib/highlights/testing.ts";
import { enqueueJob } from "#lib/jobs.ts";
import { dumpDatabase } from "#lib/platform/backup/dump-database.ts";
import { loadDatabase } from "#lib/platform/backup/load-database.ts";
import { orderTables } from "#lib/platform/backup/order-tables.ts";
import { createTestDatabase } from "#lib/platform/db/testing.ts";
import { importRecording } from "#lib/signals/import-recording.ts";
import { openMediaRange } from "#lib/vods/playback.ts";
import { getVod, listStreams } from "#lib/vods/queries.ts";
import { makeTestMedia } from "#lib/vods/testing.ts";
import { startS3ShapedStore } from "../../bench/s3-shaped-store.ts";
import { createTestInstallation, type TestInstallation, waitFor } from "../testing/installation.ts";
import { findLeftovers } from "../testing/leftovers.ts";
import { createManualHighlight } from "../testing/manual-highlight.ts";

let place: TestInstallation;
let dir: string;
let vodId: string;
beforeAll(async () => {
  place = await createTestInstallation();
  dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-backup-"));
  const { ctx, accountId } = place;
  const filePath = await makeTestMedia(ctx, path.join(place.dir, "stream.mp4"), { seconds: 20, rate: "10" });
  const chat = writeChat(place.dir, makeChat(20, [{ atSeconds: 10, texts: ["tab\there \\ and 'quotes'", "ü"] }]));
  const imported = await importRecording(ctx, {
    accountId,
    video: { filePath, fileName: "stream.mp4", take: "link" },
    signals: [{ kind: "chat", filePath: chat, fileName: "chat.txt", take: "link" }],
  });
  if (!imported.ok) throw new Error(imported.message);
  vodId = imported.vodId;
  await place.spawnWorker();
  await idle();
  const highlightIds = [await createManualHighlight(ctx, { accountId, vodId, startSeconds: 1, endSeconds: 4 })];
  await requestCuts(ctx, { accountId, vodId, highlightIds, actorUserId: null });
  await idle();
  await place.stopWorkers();
  // A job that waits belongs to what must come back.
  await ctx.db.transaction((tx) => enqueueJob(tx, "cut_clips", { accountId, vodId }));
});
afterAll(async () => {
  await place.close();
  rmSync(dir, { recursive: true, force: true });
});

const idle = () =>
  waitFor("all jobs to be done", async () => {
    const { jobs, running } = await findLeftovers(place.ctx);
    return jobs.length + running.length === 0 ? true : null;
  });

function vodmanager(args: string[], env: Record<string, string>) {
  const program = path.join(import.meta.dirname, "main.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  return { status, said: stdout + stderr };
}

/** Every row of every table, as text, and the waiting jobs. */
async function everything(ctx: Pick<Ctx, "db">) {
  const { rows: tables } = await ctx.db.execute<{ name: string }>(sql`
    select table_name as name from information_schema.tables where table_schema = 'public' order by 1`);
  const content: Record<string, string[]> = {};
  for (const { name } of tables.filter((one) => one.name !== "worker_processes")) {
    const { rows } = await ctx.db.execute<{ row: string }>(
      sql.raw(`select t::text as row from "${name}" t order by t::text`),
    );
    content[name] = rows.map((one) => one.row);
  }
  const { rows: jobs } = await ctx.db.execute<{ job: string }>(sql`
    select task_identifier || j.key || payload::text as job from graphile_worker.jobs j
    join graphile_worker._private_jobs p using (id) order by 1`);
  return { content, jobs };
}

/** What the pages show of it. */
async function pages(ctx: Ctx) {
  const { accountId } = place;
  const range = { rangeHeader: null, ifRange: null, method: "GET" as const };
  const video = await openMediaRange(ctx, { accountId, vodId, ...range });
  return {
    streams: await listStreams(ctx, { accountId }),
    vod: await getVod(ctx, { accountId, vodId }),
    clips: await listClips(ctx, { accountId }),
    bytes: (await buffer(video.body!)).toString("base64"),
    headers: video.headers,
  };
}

test("dumped, wiped and recovered, an installation shows the same pages and goes on with its jobs", async () => {
  const folder = path.join(dir, "first");
  const made = vodmanager(["backup", folder], place.env);
  expect(made).toMatchObject({ status: 0, said: expect.stringMatching(/\d+ rows of \d+ tables, 1 jobs/) });
  // Somebody else's machine: another database, another disk.
  const empty = await createTestDatabase();
  const dataDir = path.join(dir, "data");
  const env = { ...place.env, DATABASE_URL: empty.databaseUrl, VODMANAGER_DATA_DIR: dataDir };
  expect(vodmanager(["recover", folder], env)).toMatchObject({ status: 0 });
  const recovered = createContext({ config: loadConfig(env), name: "test" });
  expect(await everything(recovered)).toEqual(await everything(place.ctx));
  expect(await pages(recovered)).toEqual(await pages(place.ctx));
  // New rows get numbers of their own.
  await recovered.db.execute(sql`
    insert into chat_messages (account_id, stream_id, import_id, offset_ms, author, text)
    select account_id, stream_id, import_id, 1, 'a', 'b' from chat_messages limit 1`);
  const again = vodmanager(["recover", folder], env);
  expect(again).toMatchObject({ status: 1, said: expect.stringContaining("The database holds recordings.") });
  await recovered.close();
  await empty.drop();
});

test("with a bucket the backup says what it doesn't hold; wiped and recovered over the same bucket, the pages are the same", async () => {
  const store = await startS3ShapedStore({ dir: path.join(dir, "s3"), latencyMs: 0, bytesPerSecond: 1e9 });
  const bucket = {
    S3_ENDPOINT: store.endpoint,
    S3_BUCKET: store.bucket,
    S3_ACCESS_KEY_ID: "key",
    S3_SECRET_ACCESS_KEY: "secret",
  };
  const database = await createTestDatabase();
  const dataDir = path.join(dir, "with-bucket");
  const env = { ...place.env, ...bucket, DATABASE_URL: database.databaseUrl, VODMANAGER_DATA_DIR: dataDir };
  const folder = path.join(dir, "third");
  let ctx = createContext({ config: loadConfig(env), name: "test" });
  try {
    // The same installation with its objects in a bucket.
    await loadDatabase(database.databaseUrl, path.join(dir, "first/database"));
    for await (const { key } of place.ctx.store.list("")) {
      const { etag } = await ctx.store.putBytes(key, await buffer(await place.ctx.store.get(key)));
      await ctx.db.execute(sql`update stored_objects set etag = ${etag} where key = ${key}`);
      await ctx.db.execute(sql`update media set video_etag = ${etag} where video_key = ${key}`);
    }
    const before = { pages: await pages(ctx), everything: await everything(ctx) };
    const made = vodmanager(["backup", folder], env);
    expect(made).toMatchObject({
      status: 0,
      said: expect.stringContaining(`Objects in the bucket ${store.bucket} are not`),
    });
    expect(existsSync(path.join(folder, "files/objects"))).toBe(false);

    await ctx.close();
    rmSync(dataDir, { recursive: true });
    const tables = Object.keys(before.everything.content).map((name) => `"${name}"`);
    await database.db.execute(sql.raw(`truncate ${tables.join(", ")} cascade`));
    await database.db.execute(sql`delete from graphile_worker._private_jobs`);
    expect(vodmanager(["recover", folder], env)).toMatchObject({
      status: 0,
      said: expect.stringContaining("are back"),
    });
    ctx = createContext({ config: loadConfig(env), name: "test" });
    expect(await everything(ctx)).toEqual(before.everything);
    expect(await pages(ctx)).toEqual(before.pages);
  } finally {
    await ctx.close();
    await database.drop();
    await store.close();
  }
});

test("a damaged, half or foreign backup is refused and leaves the database as it was", async () => {
  const folder = path.join(dir, "second");
  await dumpDatabase(place.env.DATABASE_URL, folder);
  const empty = await createTestDatabase();
  const refused = async (because: string) => {
    const loading = loadDatabase(empty.databaseUrl, folder);
    await expect(loading).rejects.toMatchObject({ code: "invalid_input", message: expect.stringContaining(because) });
    expect((await empty.db.execute(sql`select 1 from vods`)).rows).toEqual([]);
  };
  const table = path.join(folder, "tables/chat_messages.copy.gz");
  const whole = readFileSync(table);
  writeFileSync(table, gzipSync(Buffer.from(gunzipSync(whole).toString().replace("talk", "tulk"))));
  await refused("chat_messages is damaged");
  writeFileSync(table, whole);
  const manifest = path.join(folder, "manifest.json");
  const told = readFileSync(manifest, "utf8");
  writeFileSync(manifest, told.replace(/"migrations": \d+/, '"migrations": 999'));
  await refused("a version with 999 migrations");
  rmSync(manifest);
  await refused("no whole backup");
  await empty.drop();
});

test("two starts at once migrate an empty database once; both end well", async () => {
  const empty = await createTestDatabase();
  await empty.db.execute(sql`drop schema public cascade`);
  await empty.db.execute(sql`create schema public`);
  await empty.db.execute(sql`drop schema drizzle cascade`);
  await empty.db.execute(sql`drop schema graphile_worker cascade`);
  const program = path.join(import.meta.dirname, "main.ts");
  const env = { ...process.env, ...place.env, DATABASE_URL: empty.databaseUrl };
  const script = `"${process.execPath}" "${program}" migrate & A=$!; "${process.execPath}" "${program}" migrate; B=$?; wait $A; echo $? $B`;
  const said = execFileSync("sh", ["-c", script], { env, encoding: "utf8" });
  expect(said.trim().split("\n").at(-1)).toBe("0 0");
  const { rows } = await empty.db.execute<{ n: number; distinct: number }>(
    sql`select count(*)::int as n, count(distinct hash)::int as distinct from drizzle.__drizzle_migrations`,
  );
  expect(rows[0]!.n).toBe(rows[0]!.distinct);
  const { rows: expected } = await place.ctx.db.execute<{ n: number }>(
    sql`select count(*)::int as n from drizzle.__drizzle_migrations`,
  );
  expect(rows[0]!.n).toBe(expected[0]!.n);
  await empty.drop();
});

test("tables come after what they point at; a circle is refused", () => {
  const references = [
    { from: "b", to: "a" },
    { from: "a", to: "c" },
    { from: "b", to: "b" },
  ];
  expect(orderTables(["a", "b", "c"], references)).toEqual(["c", "a", "b"]);
  expect(() => orderTables(["a", "b"], [...references.slice(0, 1), { from: "a", to: "b" }])).toThrow("circle");
});
