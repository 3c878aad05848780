import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { accounts, plans } from "#drizzle/schema/accounts.ts";
import { clipAttempts } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { media, storedObjects, vods } from "#drizzle/schema/vods.ts";
import { getQuotaUsage } from "#lib/accounts/quota-usage.ts";
import { releaseStaleReservations } from "#lib/accounts/release-stale.ts";
import { watchQuota } from "#lib/accounts/testing/watch-quota.ts";
import type { AccountId } from "#lib/ids.ts";
import { deleteLeftObjects } from "#lib/vods/retention/resume-deletions.ts";
import { createTestContext, insertVideo } from "#lib/vods/testing.ts";
import { endAbandonedCuts } from "./end-abandoned-cuts.ts";

const cuttersFile = path.join(path.dirname(fileURLToPath(import.meta.url)), "testing/quota-cutters.ts");
const processCount = 5;
const cuttersEach = 10;
const clipsEach = 3;
const secondBytes = 5_000;
const MB = 1_000_000;

let world: Awaited<ReturnType<typeof createTestContext>>;
let watch: Awaited<ReturnType<typeof watchQuota>>;
beforeAll(async () => {
  world = await createTestContext();
  watch = await watchQuota(world.ctx.db);
});
afterAll(() => world.close());

/** An account with a recording a cutter, of 60 s with a segment a second; its rows only, no bytes. */
async function addAccount(plan: Partial<typeof plans.$inferInsert>) {
  const { db } = world.ctx;
  const accountId = randomUUID() as AccountId;
  const limits = { maxBytes: 2 * MB, maxVods: 1000, maxClips: 10_000, retentionDays: 9, llmMonthlyUsd: "0" };
  await db.insert(plans).values({ id: accountId, name: "Race", ...limits, ...plan });
  await db.insert(accounts).values({ id: accountId, slug: accountId, name: "Race", planId: accountId });
  const seconds = Array.from({ length: 60 }, (_, second) => second);
  const startTicks = seconds.map((second) => second * 12_800);
  const index = {
    videoTimescale: 12_800,
    zeroPtsTicks: 0,
    firstDtsTicks: 0,
    initBytes: 100,
    segments: {
      firstByte: seconds.map((second) => 100 + second * secondBytes),
      sizeBytes: seconds.map(() => secondBytes),
      startTicks,
    },
    keyframeTicks: startTicks,
    durationTicks: 60 * 12_800,
    frameRateNum: 25,
    frameRateDen: 1,
  };
  const probe = { container: "mp4", converted: false, convertedReason: null, audioConverted: false };
  const facts = { videoProfile: null, pixFmt: null, rotation: 0, variableFrameRate: false, audioTracks: [] };
  const cutters: { vodId: string; highlightIds: string[] }[] = [];
  for (let n = 0; n < processCount * cuttersEach; n += 1) {
    const { vodId } = await insertVideo(world.ctx, { accountId, durationSeconds: 60 });
    await db
      .update(media)
      .set({ index, probe: { ...probe, ...facts, playsInChromium: true } })
      .where(eq(media.vodId, vodId));
    const made = await db
      .insert(highlights)
      .values(
        Array.from({ length: clipsEach }, (_, at) => ({
          accountId,
          vodId,
          origin: "manual" as const,
          timescale: 12_800,
          detectedStartTicks: at * 10 * 12_800,
          detectedEndTicks: (at * 10 + 9) * 12_800,
        })),
      )
      .returning({ id: highlights.id });
    cutters.push({ vodId, highlightIds: made.map((row) => row.id) });
  }
  return { accountId, cutters };
}

/** Something large that is stored already and leaves room for a few clips. */
async function fill(accountId: AccountId, bytes: number, role: "video" | "clip") {
  const { vodId } = await insertVideo(world.ctx, { accountId, durationSeconds: 60 });
  await world.ctx.db.update(vods).set({ isPinned: true }).where(eq(vods.id, vodId));
  const key = `accounts/${accountId}/filler`;
  await world.ctx.db.insert(storedObjects).values({ key, accountId, vodId, role, state: "live", sizeBytes: bytes });
}

async function databaseUrl(): Promise<string> {
  const { rows } = await world.ctx.db.execute<{ name: string }>(sql`select current_database() as name`);
  const url = new URL(inject("templateDatabaseUrl"));
  url.pathname = `/${rows[0]!.name}`;
  return url.href;
}

/** Runs the cutters of an account. `isDeadly`: all processes but one are killed (SIGKILL) after a clip or two, and begun anew. */
async function race(input: { accountId: AccountId; cutters: unknown[]; rounds: number; isDeadly: boolean }) {
  const { accountId, cutters, rounds } = input;
  const env = {
    ...process.env,
    DATABASE_URL: await databaseUrl(),
    VODMANAGER_DATA_DIR: world.ctx.config.dataDir,
    LOG_LEVEL: "silent",
  };
  let cutCount = 0;
  let killCount = 0;
  const start = async (n: number, seed: number, killAfter: number | null): Promise<void> => {
    const mine = cutters.slice(n * cuttersEach, (n + 1) * cuttersEach);
    const argument = JSON.stringify({ accountId, seed, rounds, cutters: mine });
    const child: ChildProcess = spawn(process.execPath, [cuttersFile, argument], {
      env,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    let own = 0;
    child.on("message", (message) => {
      if (message !== "cut") return;
      own += 1;
      cutCount += 1;
      if (own === killAfter) child.kill("SIGKILL");
    });
    const [code] = await once(child, "exit");
    if (child.signalCode === "SIGKILL") {
      killCount += 1;
      return await start(n, seed + 1000, null);
    }
    expect(code).toBe(0);
  };
  await Promise.all(
    Array.from({ length: processCount }, (_, n) => {
      const killAfter = input.isDeadly && n > 0 ? 1 + (n % 2) : null;
      return start(n, n + 1, killAfter);
    }),
  );
  return { cutCount, killCount };
}

/** What is left when everybody is gone and the sweepers were there: nothing open, and every byte accounted for. */
async function expectNothingLeft(accountId: AccountId) {
  const { ctx } = world;
  // The killed ones' jobs would begin anew elsewhere; here they are over.
  await ctx.db.execute(
    sql`select graphile_worker.remove_job(key) from graphile_worker.jobs where key like 'cut_clips:%'`,
  );
  await endAbandonedCuts(ctx);
  await releaseStaleReservations(ctx);
  const later = { ...ctx, now: () => new Date(Date.now() + 2 * 3_600_000) };
  await deleteLeftObjects(later);
  const { rows } = await ctx.db.execute<Record<string, number>>(sql`
    select (select count(*)::int from clip_attempts where account_id = ${accountId} and state in ('queued', 'cutting')) open,
      (select count(*)::int from quota_reservations where account_id = ${accountId} and state = 'reserved') promised,
      (select count(*)::int from stored_objects where account_id = ${accountId} and state <> 'live') loose`);
  expect(rows[0]).toEqual({ open: 0, promised: 0, loose: 0 });
  const rowsOf = await ctx.db.select().from(storedObjects).where(eq(storedObjects.accountId, accountId));
  const known = rowsOf.filter((row) => row.etag !== null).map((row) => [row.key, row.sizeBytes]);
  const stored: [string, number][] = [];
  for await (const object of ctx.store.list(`accounts/${accountId}/clips/`))
    stored.push([object.key, object.sizeBytes]);
  expect(stored.sort()).toEqual(known.sort());
  return known.length;
}

test("50 cutters, failures and kills against a nearly full account: no commit is ever above the cap", async () => {
  const { accountId, cutters } = await addAccount({ maxBytes: 20 * MB });
  await fill(accountId, 17.5 * MB, "video");
  const { cutCount, killCount } = await race({ accountId, cutters, rounds: 3, isDeadly: true });
  const clipCount = await expectNothingLeft(accountId);
  const seen = await watch.read();
  expect(killCount).toBeGreaterThan(1);
  expect(seen.breaches).toBe(0);
  expect(seen.commits).toBeGreaterThan(100);
  // The account was really full, and really used.
  expect(seen.fullest).toBeGreaterThan(0.99);
  expect(cutCount).toBeGreaterThan(10);
  expect(clipCount).toBeGreaterThan(3);
  const skipped = await world.ctx.db
    .select({ reason: highlights.cutReason })
    .from(highlights)
    .where(sql`${highlights.accountId} = ${accountId} and ${highlights.cutState} = 'skipped'`);
  expect(skipped.length).toBeGreaterThan(10);
  for (const { reason } of skipped) expect(reason).toMatch(/more than is free.*Delete VODs or clips/);
});

test("the same where clips are counted apart and the oldest make way", async () => {
  const { accountId, cutters } = await addAccount({ maxBytes: 1, maxClipBytes: 1.5 * MB, allowsEviction: true });
  const { cutCount } = await race({ accountId, cutters, rounds: 2, isDeadly: false });
  await expectNothingLeft(accountId);
  const seen = await watch.read();
  expect(seen.breaches).toBe(0);
  expect(cutCount).toBeGreaterThan(20);
  const usage = await getQuotaUsage(world.ctx.db, { accountId });
  expect(usage.clips.storedBytes).toBeLessThanOrEqual(1.5 * MB);
  const ready = await world.ctx.db
    .select({ id: clipAttempts.id })
    .from(clipAttempts)
    .where(sql`${clipAttempts.accountId} = ${accountId} and ${clipAttempts.state} = 'ready'`);
  // What was evicted took its rows along: fewer are left than were cut.
  expect(ready.length).toBeLessThan(cutCount);
});
