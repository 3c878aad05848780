import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accounts, plans } from "#drizzle/schema/accounts.ts";
import { jobProgress } from "#drizzle/schema/operations.ts";
import { createTestDatabase } from "#lib/platform/db/testing.ts";
import { createLog } from "#lib/platform/log.ts";
import { type LiveHub, type LiveViewer, openLiveHub } from "./hub.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let hub: LiveHub;
let viewer: LiveViewer;
let nowMs = Date.parse("2026-03-01T12:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  const limits = { maxBytes: 1e9, maxVods: 10, maxClips: 10, retentionDays: 30, llmMonthlyUsd: "1" };
  await db.insert(plans).values({ id: "test", name: "Test", ...limits });
  const [account] = await db.insert(accounts).values({ slug: "one", name: "One", planId: "test" }).returning();
  viewer = { accountId: account!.id, userId: randomUUID(), sessionId: randomUUID(), isAdmin: false };
  hub = openLiveHub({ db, log: createLog({ level: "silent", name: "test" }), now: () => new Date(nowMs) });
  expect(await hub.whenOpen(10_000)).toBe(true);
});
afterAll(async () => {
  await hub.close();
  await database.drop();
});

async function change(): Promise<string> {
  const subjectId = randomUUID();
  const before = hub.position();
  const row = { accountId: viewer.accountId, task: "process_vod", subjectId, state: "queued" } as const;
  await database.db.insert(jobProgress).values(row);
  await expect.poll(() => hub.position(), { interval: 5 }).not.toBe(before);
  return subjectId;
}

test("a page that began to load after the hub opened is told what changed since, and nothing else", async () => {
  // Before the hub heard anything: nobody knows.
  nowMs += 1_000;
  expect(hub.missedSince(viewer, null, 500)).toBeNull();
  nowMs += 9_000;
  expect(hub.missedSince(viewer, null, 500)).toEqual({});
  const early = await change();
  nowMs += 5_000;
  const late = await change();
  nowMs += 1_000;
  expect(hub.missedSince(viewer, null, 500)).toEqual({ jobs: [late] });
  expect(hub.missedSince(viewer, null, 7_000)).toEqual({ jobs: [early, late] });
  // A page that was open for an hour, and one that doesn't say.
  expect(hub.missedSince(viewer, null, 3_600_000)).toBeNull();
  expect(hub.missedSince(viewer, null)).toBeNull();
});
