import { randomUUID } from "node:crypto";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eq, isNull, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { alerts, storeStrikes } from "#drizzle/schema/operations.ts";
import { media, storedObjects, vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { createTestContext, insertVideo } from "../testing.ts";
import { compareStore } from "./compare-store.ts";

const hourMs = 3_600_000;
let world: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx;
beforeAll(async () => {
  world = await createTestContext();
  ctx = world.ctx;
});
afterAll(() => world.close());
beforeEach(async () => {
  for await (const object of ctx.store.list("")) await ctx.store.delete(object.key);
  await ctx.db.execute(sql`truncate stored_objects, store_strikes, alerts, alert_messages`);
});

/** Puts an object that is as old as said. */
async function put(key: string, ageHours = 30): Promise<void> {
  await ctx.store.putBytes(key, Buffer.from(key));
  const at = (Date.now() - ageHours * hourMs) / 1000;
  utimesSync(path.join(ctx.config.dataDir, "objects", key), at, at);
}
async function addLive(vodId: string, role: "video" | "sprite" = "video"): Promise<string> {
  const key = `accounts/${world.accountId}/vods/${vodId}/${randomUUID()}`;
  await put(key);
  const { etag, sizeBytes } = await ctx.store.head(key);
  await ctx.db
    .insert(storedObjects)
    .values({ key, accountId: world.accountId, vodId, role, state: "live", etag, sizeBytes });
  return key;
}
const newKey = () => `accounts/${world.accountId}/vods/${randomUUID()}/video.mp4`;
const after = (hours: number): Ctx => ({ ...ctx, now: () => new Date(Date.now() + hours * hourMs) });
const strikes = async () => (await ctx.db.select().from(storeStrikes)).map((one) => one.key);
const exists = async (key: string) => (await ctx.store.findObject(key)) !== null;

test("an object without a row is deleted when a look 12 hours later finds it again, not before", async () => {
  const key = newKey();
  await put(key);
  expect(await compareStore(ctx)).toBe(0);
  expect(await strikes()).toEqual([key]);
  expect(await compareStore(after(11))).toBe(0);
  expect(await exists(key)).toBe(true);
  expect(await compareStore(after(12.1))).toBe(1);
  expect(await exists(key)).toBe(false);
  expect(await strikes()).toEqual([]);
});

test("a young object, one that got a row, one that changed and one of somebody else stay", async () => {
  const young = newKey();
  await put(young, 2);
  const adopted = newKey();
  await put(adopted);
  const changed = newKey();
  await put(changed);
  await put("somebody-elses/object");
  await compareStore(ctx);
  expect((await strikes()).sort()).toEqual([adopted, changed].sort());
  const row = { accountId: world.accountId, role: "video" as const, state: "live" as const };
  await ctx.db.insert(storedObjects).values({ key: adopted, ...row });
  writeFileSync(path.join(ctx.config.dataDir, "objects", changed), "other bytes");
  const old = (Date.now() - 30 * hourMs) / 1000;
  utimesSync(path.join(ctx.config.dataDir, "objects", changed), old, old);
  expect(await compareStore(after(13))).toBe(0);
  for (const key of [young, adopted, changed, "somebody-elses/object"]) expect(await exists(key)).toBe(true);
  // The changed one begins anew.
  expect(await strikes()).toEqual([changed]);
});

test("a live row whose object is gone fails its recording with what to do, at the second look; the operator is told", async () => {
  const { vodId } = await insertVideo(ctx, { accountId: world.accountId, durationSeconds: 60 });
  const key = await addLive(vodId);
  await ctx.store.delete(key);
  await compareStore(ctx);
  expect(await ctx.db.select().from(vods).where(eq(vods.id, vodId))).toMatchObject([{ state: "ready" }]);
  expect(await compareStore(after(13))).toBe(1);
  expect(await ctx.db.select().from(vods).where(eq(vods.id, vodId))).toMatchObject([
    { state: "failed", failureText: expect.stringContaining("Import the recording again") },
  ]);
  expect(await ctx.db.select().from(media).where(eq(media.vodId, vodId))).toEqual([]);
  expect(await ctx.db.select().from(storedObjects)).toEqual([]);
  expect(await ctx.db.select().from(alerts)).toMatchObject([{ cause: "store:files-missing", severity: "critical" }]);
});

test("an object that comes back between the looks is forgotten", async () => {
  const { vodId } = await insertVideo(ctx, { accountId: world.accountId, durationSeconds: 60 });
  const key = await addLive(vodId);
  await ctx.store.delete(key);
  await compareStore(ctx);
  expect(await strikes()).toEqual([key]);
  await put(key);
  expect(await compareStore(after(13))).toBe(0);
  expect(await strikes()).toEqual([]);
});

test("with another bucket or database than before nothing is deleted and nothing fails", async () => {
  mkdirSync(path.join(ctx.config.dataDir, "objects"), { recursive: true });
  for (let n = 0; n < 60; n += 1) await put(newKey());
  await compareStore(ctx);
  expect(await compareStore(after(13))).toBe(0);
  expect(await Array.fromAsync(ctx.store.list("accounts/"))).toHaveLength(60);
  expect(await ctx.db.select().from(alerts).where(isNull(alerts.resolvedAt))).toMatchObject([
    { cause: "store:does-not-fit", text: expect.stringContaining("60 of 60 objects have no row") },
  ]);
});
