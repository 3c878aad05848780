import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { authUsers } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import { createCountingStore, openTestCache, patternBytes } from "#lib/vods/cache/testing.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import { askSweep, createCacheReport, listSourceCaches, sweepWhenAsked } from "./source-caches.ts";

const sizeBytes = 64 * 1024;
const whole = { firstByte: 0, lastByte: sizeBytes - 1 };
const operator = { userId: "operator" };
let world: Awaited<ReturnType<typeof createTestContext>>;
let dir: string;
let end: () => Promise<void>;
let ctx: Ctx;
const store = createCountingStore();

beforeAll(async () => {
  const keys = { S3_BUCKET: "bucket", S3_ACCESS_KEY_ID: "id", S3_SECRET_ACCESS_KEY: "secret" };
  world = await createTestContext({ ...keys, S3_ENDPOINT: "http://127.0.0.1:9" });
  dir = mkdtempSync(path.join(os.tmpdir(), "cache-report-"));
  const opened = await openTestCache(store, { dir: path.join(dir, "cache"), maxBytes: 1 });
  end = opened.end;
  ctx = { ...world.ctx, cache: opened.cache };
  await ctx.db.insert(authUsers).values({ id: operator.userId, name: "Op", email: "op@example.com" });
});
afterAll(async () => {
  await end();
  await world.close();
  rmSync(dir, { recursive: true, force: true });
});

test("a host tells what its cache holds and moved; a sweep asked for is done once, and what it freed is told", async () => {
  const object = store.put("video", patternBytes(sizeBytes, 1), "etag");
  const report = createCacheReport(ctx);
  const release = await ctx.cache.pin(object);
  await ctx.cache.fill(object, [whole]);
  await report();
  await report();
  const [first] = await listSourceCaches(ctx);
  expect(first).toMatchObject({ hostId: ctx.config.hostId, entryCount: 1, storeBytes: sizeBytes, isSweepAsked: false });
  for await (const _ of await ctx.cache.readRange(object, whole));
  await report();
  const [second] = await listSourceCaches(ctx);
  expect(second!.storeBytes).toBe(sizeBytes);
  expect(second!.cacheBytes).toBeGreaterThan(0);
  expect(second!.hitRate).toBeCloseTo(second!.cacheBytes / (second!.cacheBytes + sizeBytes), 9);

  expect(await sweepWhenAsked(ctx)).toBe(false);
  release();
  await askSweep(ctx, { hostId: ctx.config.hostId, operator });
  expect((await listSourceCaches(ctx))[0]!.isSweepAsked).toBe(true);
  expect(await Promise.all([sweepWhenAsked(ctx), sweepWhenAsked(ctx)])).toContain(false);
  await report();
  const [swept] = await listSourceCaches(ctx);
  expect(swept).toMatchObject({ isSweepAsked: false, sizeBytes: 0, entryCount: 0 });
  expect(swept!.sweptBytes).toBeGreaterThan(0);
  const { rows } = await ctx.db.execute(sql`select action, actor_user_id from admin_actions`);
  expect(rows).toEqual([{ action: "sweep_cache", actor_user_id: operator.userId }]);
  await expect(askSweep(ctx, { hostId: "nowhere", operator })).rejects.toMatchObject({ code: "not_found" });
});
