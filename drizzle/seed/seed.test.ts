import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadConfig } from "#lib/config.ts";
import { createContext } from "#lib/context.ts";
import { createTestDatabase } from "#lib/platform/db/testing.ts";
import { probeFile } from "#lib/platform/ffmpeg/probe-file.ts";
import { demoChat, demoEvents, demoTranscript } from "./demo-signals.ts";
import { seedFirstAccount } from "./first-account.ts";
import { seedLlmSettings } from "./llm-settings.ts";
import { makeSampleVideo } from "./make-sample-video.ts";
import { seedPlans } from "./plans.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let ctx: ReturnType<typeof createContext>;
const dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-seed-"));

beforeAll(async () => {
  database = await createTestDatabase();
  const config = loadConfig({ VODMANAGER_DATA_DIR: dir, DATABASE_URL: database.databaseUrl, LOG_LEVEL: "silent" });
  ctx = createContext({ config, name: "test" });
});
afterAll(async () => {
  await ctx.close();
  await database.drop();
  rmSync(dir, { recursive: true, force: true });
});

test("plans and the first account are made once; a second run gives the same", async () => {
  await seedPlans(ctx);
  const first = await seedFirstAccount(ctx);
  expect(first.password).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
  await ctx.db.execute(sql`update plans set max_vods = 7 where id = 'free'`);
  await seedPlans(ctx);
  expect(await seedFirstAccount(ctx)).toEqual(first);
  const { rows } = await ctx.db.execute(sql`
    select (select count(*) from accounts)::int accounts, (select count(*) from auth_users)::int users,
      (select max_vods from plans where id = 'free') kept`);
  expect(rows).toEqual([{ accounts: 1, users: 1, kept: 7 }]);
});

test("the switch and the list prices are entered once; what an admin changes or takes away stays so", async () => {
  await seedLlmSettings(ctx);
  await ctx.db.execute(sql`update llm_settings set is_enabled = false`);
  await ctx.db.execute(sql`delete from llm_prices where model <> 'gemini-2.5-flash'`);
  await seedLlmSettings(ctx);
  const { rows } = await ctx.db.execute(sql`
    select s.is_enabled, p.model, p.input_usd_per_million::float8 as usd from llm_settings s, llm_prices p`);
  expect(rows).toEqual([{ is_enabled: false, model: "gemini-2.5-flash", usd: 0.3 }]);
});

test("another machine of the same installation does not invent a password", async () => {
  const elsewhere = loadConfig({ VODMANAGER_DATA_DIR: path.join(dir, "other"), LOG_LEVEL: "silent" });
  expect((await seedFirstAccount({ db: ctx.db, config: elsewhere })).password).toBeNull();
});

test("the demo's signals are the same every time, in order, in the forms that are read", () => {
  expect(demoChat()).toBe(demoChat());
  const lines = demoChat().trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(200);
  for (const line of lines) expect(line).toMatch(/^\[\d:\d\d:\d\d\] <\S+> \S/);
  expect([...lines].sort((a, b) => a.slice(0, 9).localeCompare(b.slice(0, 9)))).toEqual(lines);
  for (const line of demoEvents().trimEnd().split("\n")) expect(JSON.parse(line)).toHaveProperty("offsetSeconds");
  expect(demoTranscript()).toContain("00:00:42,000 --> 00:00:47,000");
});

test("the sample video has the length, picture and sound asked for", async () => {
  const filePath = path.join(dir, "sample.mp4");
  await makeSampleVideo(ctx, { filePath, durationSeconds: 3, burstsAtSeconds: [1] });
  const facts = JSON.stringify(await probeFile(ctx, filePath));
  for (const word of ["h264", "aac", "640", "360"]) expect(facts).toContain(word);
});
