import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { accounts, plans } from "#drizzle/schema/accounts.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { alerts, jobProgress } from "#drizzle/schema/operations.ts";
import { vods } from "#drizzle/schema/vods.ts";
import { createTestDatabase } from "#lib/platform/db/testing.ts";
import { changeChannel } from "./model.ts";

type Database = Awaited<ReturnType<typeof createTestDatabase>>;
let database: Database;
let db: Database["db"];
let listener: pg.Client;
let accountIds: string[];
const told: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  const limits = { maxBytes: 1e9, maxVods: 10, maxClips: 10, retentionDays: 30, llmMonthlyUsd: "1" };
  await db.insert(plans).values({ id: "test", name: "Test", ...limits });
  const made = await db
    .insert(accounts)
    .values(["one", "two"].map((slug) => ({ slug, name: slug, planId: "test" })))
    .returning({ id: accounts.id });
  accountIds = made.map(({ id }) => id);
  listener = new pg.Client({ connectionString: database.databaseUrl });
  await listener.connect();
  listener.on("notification", ({ payload }) => told.push(payload!));
  await listener.query(`listen ${changeChannel}`);
});
beforeEach(() => told.splice(0));
afterAll(async () => {
  await listener.end();
  await database.drop();
});

/** What was told until now: messages come in the order of their transactions, so ours mark the end. */
async function heard(): Promise<Record<string, unknown>[]> {
  const end = `end ${Math.random()}`;
  await listener.query("select pg_notify($1, $2)", [changeChannel, end]);
  await expect.poll(() => told.includes(end), { interval: 5 }).toBe(true);
  return told
    .splice(0)
    .filter((text) => text !== end)
    .map((text) => JSON.parse(text));
}

const vodOf = async (accountId: string, name: string) => {
  const [row] = await db
    .insert(vods)
    .values({ accountId, kind: "upload", externalId: name, title: "A secret title" })
    .returning({ id: vods.id });
  return row!.id;
};

test("a change of 200 highlights in one statement is one message an account and VOD, without titles", async () => {
  const [one, two] = accountIds as [string, string];
  const [a, b, c] = [await vodOf(one, "a"), await vodOf(one, "b"), await vodOf(two, "c")];
  await heard();
  const row = { origin: "manual" as const, timescale: 1000, detectedStartTicks: 0, detectedEndTicks: 1000 };
  const rows = Array.from({ length: 200 }, (_, n) => ({
    ...row,
    title: "A secret title",
    accountId: n % 3 === 2 ? two : one,
    vodId: [a, b, c][n % 3]!,
  }));
  await db.insert(highlights).values(rows);
  const each = [
    { kind: "highlights", accountId: one, subjectId: a },
    { kind: "highlights", accountId: one, subjectId: b },
    { kind: "highlights", accountId: two, subjectId: c },
  ];
  const byVod = (all: Record<string, unknown>[]) =>
    all.sort((x, y) => (String(x.subjectId) < String(y.subjectId) ? -1 : 1));
  const inserted = await heard();
  expect(byVod(inserted)).toEqual(byVod([...each]));
  expect(JSON.stringify(inserted[0]).length).toBeLessThan(200);
  await db.update(highlights).set({ reviewState: "approved" });
  expect(byVod(await heard())).toEqual(byVod([...each]));
  await db.transaction(async (tx) => {
    for (let n = 0; n < 20; n += 1) await tx.update(highlights).set({ score: n }).where(sql`vod_id = ${a}`);
  });
  expect(await heard()).toEqual([each[0]]);
  await db.update(highlights).set({ score: 1 }).where(sql`false`);
  expect(await heard()).toEqual([]);
  await db.delete(highlights).where(sql`vod_id = ${c}`);
  expect(await heard()).toEqual([each[2]]);
});

test("many subjects are told as one; a transaction that fails tells nothing", async () => {
  const [accountId] = accountIds as [string];
  const subjects = Array.from({ length: 30 }, (_, n) => `00000000-0000-4000-8000-0000000000${10 + n}`);
  const rows = subjects.map((subjectId) => ({ accountId, task: "cut_clips", subjectId, state: "queued" as const }));
  await expect(
    db.transaction(async (tx) => {
      await tx.insert(jobProgress).values(rows);
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  expect(await heard()).toEqual([]);
  await db.insert(jobProgress).values(rows);
  expect(await heard()).toEqual([{ kind: "jobs", accountId, subjectId: null }]);
  await db.update(jobProgress).set({ fraction: 0.5 }).where(sql`subject_id = ${subjects[0]}`);
  expect(await heard()).toEqual([{ kind: "jobs", accountId, subjectId: subjects[0] }]);
});

test("what is no account's is told as the operators'", async () => {
  await db.insert(alerts).values({ cause: "test", severity: "warning", text: "A secret text" });
  expect(await heard()).toEqual([{ kind: "operations", accountId: null, subjectId: null }]);
});

test("every table that the screens show is watched for all three kinds of change", async () => {
  const { rows } = await db.execute<{ name: string; events: number }>(sql`
    select tgrelid::regclass::text as name, count(distinct tgtype)::int as events
    from pg_trigger where tgfoid = 'notify_changes'::regproc group by 1 order by 1`);
  expect(rows.every(({ events }) => events === 3)).toBe(true);
  const names = rows.map(({ name }) => name);
  for (const shown of ["highlights", "vods", "clips", "clip_attempts", "job_progress", "detection_runs", "edits"]) {
    expect(names).toContain(shown);
  }
  for (const shown of ["signal_imports", "notifications", "refinements", "llm_ledger", "alerts", "auth_sessions"]) {
    expect(names).toContain(shown);
  }
});
