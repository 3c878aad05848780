import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { storedObjects, vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { createTestContext, insertVideo } from "#lib/vods/testing.ts";
import { openClipArchive } from "./open-clip-archive.ts";

let world: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx;
let accountId: AccountId;
let sourceVodId: string;
/** The store's streams that were opened, in their order. */
let opened: Readable[];

beforeAll(async () => {
  world = await createTestContext();
  const { ctx: real } = world;
  const get: Ctx["store"]["get"] = async (...asked) => {
    const stream = await real.store.get(...asked);
    opened.push(stream);
    return stream;
  };
  ctx = { ...real, store: { ...real.store, get } };
  accountId = world.accountId;
  ({ vodId: sourceVodId } = await insertVideo(ctx, { accountId, durationSeconds: 100 }));
});
afterAll(() => world.close());
beforeEach(() => {
  opened = [];
});

/** A clip whose file has these bytes; null: it is being cut. */
async function addClip(title: string, bytes: Buffer | null, profile = "landscape") {
  const bounds = { timescale: 1_000, detectedStartTicks: 0, detectedEndTicks: 5_000 };
  const [highlight] = await ctx.db
    .insert(highlights)
    .values({ accountId, vodId: sourceVodId, origin: "detected", ...bounds })
    .returning({ id: highlights.id });
  const vodId = randomUUID();
  const key = `accounts/${accountId}/clips/${vodId}/1.mp4`;
  const state = bytes ? ("ready" as const) : ("processing" as const);
  await ctx.db.insert(vods).values({
    ...{ id: vodId, accountId, kind: "highlight", provenance: "auto", externalId: vodId, title, state },
    readyAt: bytes ? new Date("2026-02-03T04:05:06Z") : null,
  });
  const currentAttempt = bytes ? 1 : null;
  await ctx.db
    .insert(clips)
    .values({ vodId, accountId, highlightId: highlight!.id, sourceVodId, profile, currentAttempt });
  await ctx.db.insert(clipAttempts).values({
    ...{ vodId, accountId, attempt: 1, mode: "exact", timescale: 1_000, startTicks: 0, endTicks: 5_000 },
    ...{ state: bytes ? "ready" : "cutting", objectKey: key, sizeBytes: bytes?.length },
  });
  if (bytes) {
    const { etag, sizeBytes } = await ctx.store.putBytes(key, bytes);
    await ctx.db.insert(storedObjects).values({ key, accountId, vodId, role: "clip", state: "live", sizeBytes, etag });
  }
  return { vodId, key };
}

const ask = (clipVodIds: string[], more: { method?: "GET" | "HEAD"; accountId?: AccountId } = {}) =>
  openClipArchive(ctx, { accountId, method: "GET", ...more, clipVodIds });

/** Names and contents of a stored archive, by walking its local headers. */
function entriesOf(zip: Buffer): [string, string][] {
  const entries: [string, string][] = [];
  let end = zip.length - 22;
  let at = zip.readUInt32LE(end + 16);
  end = at + zip.readUInt32LE(end + 12);
  while (at < end) {
    const [size, nameLength, extraLength] = [
      zip.readUInt32LE(at + 24),
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
    ];
    const offset = zip.readUInt32LE(at + 42);
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    const from = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
    entries.push([name, zip.toString("utf8", from, from + size)]);
    at += 46 + nameLength + extraLength;
  }
  return entries;
}

test("has the files under their titles, in the order asked for, at the length that was said", async () => {
  const a = await addClip("Same name", Buffer.from("first"));
  const b = await addClip("SAME name", Buffer.from("second"));
  const c = await addClip("Other", Buffer.from("third"), "square");
  const answer = await ask([c.vodId, a.vodId, b.vodId, a.vodId]);
  const zip = await buffer(answer.body!);
  expect(answer.headers).toMatchObject({ "content-type": "application/zip", "content-length": String(zip.length) });
  expect(answer.headers["content-disposition"]).toMatch(/filename="3 clips \d{4}-\d\d-\d\d\.zip"/);
  expect(entriesOf(zip)).toEqual([
    ["Other (square).mp4", "third"],
    ["Same name.mp4", "first"],
    ["SAME name 2.mp4", "second"],
  ]);
  const head = await ask([c.vodId, a.vodId, b.vodId], { method: "HEAD" });
  expect([head.body, head.headers]).toEqual([null, answer.headers]);
});

test("names what is not cut yet or gone, and refuses where nothing is left", async () => {
  const cut = await addClip("Cut", Buffer.from("bytes"));
  const uncut = await addClip("Not yet", null);
  const trashed = await addClip("In the trash", Buffer.from("x"));
  await ctx.db.update(vods).set({ state: "trashed", trashedAt: new Date() }).where(eq(vods.id, trashed.vodId));
  const { body } = await ask([cut.vodId, uncut.vodId, trashed.vodId, randomUUID()]);
  expect(entriesOf(await buffer(body!))).toEqual([
    ["Cut.mp4", "bytes"],
    ["Not in this archive.txt", '"Not yet" is not cut yet.\r\n2 that are no longer in the library.\r\n'],
  ]);
  await expect(ask([uncut.vodId])).rejects.toMatchObject({ code: "not_ready" });
  await expect(ask([trashed.vodId, randomUUID()])).rejects.toMatchObject({ code: "not_found" });
});

test("has nothing of another account", async () => {
  const { vodId } = await addClip("Mine", Buffer.from("bytes"));
  await expect(ask([vodId], { accountId: randomUUID() as AccountId })).rejects.toMatchObject({ code: "not_found" });
});

test("a clip that goes while the archive is sent is named in its place; the length stays", async () => {
  const first = await addClip("First", Buffer.alloc(2_000_000, "a"));
  const deleted = await addClip("Deleted", Buffer.alloc(5_000, "b"));
  const recut = await addClip("Cut again", Buffer.alloc(5_000, "c"));
  const answer = await ask([first.vodId, deleted.vodId, recut.vodId]);
  await ctx.store.delete(deleted.key);
  await ctx.store.putBytes(recut.key, Buffer.alloc(5_000, "d"));
  const zip = await buffer(answer.body!);
  expect(String(zip.length)).toBe(answer.headers["content-length"]);
  const entries = entriesOf(zip);
  expect(entries.map(([name]) => name)).toEqual(["First.mp4", "Deleted.txt", "Cut again.txt"]);
  expect(entries[1]![1]).toMatch(/^"Deleted" was deleted, or cut again, while this archive was on its way\./);
});

test("a reader who leaves ends the store's reading, and no more is opened", async () => {
  const big = await addClip("Big", Buffer.alloc(20_000_000));
  const next = await addClip("Next", Buffer.from("never"));
  const { body } = await ask([big.vodId, next.vodId]);
  await new Promise((resolve) => body!.once("data", resolve));
  const readBefore = opened.length;
  body!.destroy();
  await expect.poll(() => opened[0]?.destroyed).toBe(true);
  expect([readBefore, opened.length]).toEqual([1, 1]);
});

test("no more is held than is on its way: a slow reader makes the store wait", async () => {
  const sizeBytes = 20_000_000;
  const { vodId } = await addClip("Big", Buffer.alloc(sizeBytes));
  const { body } = await ask([vodId]);
  for (let reads = 0; reads < 3; reads += 1) {
    await new Promise<void>((resolve) => body!.once("readable", resolve));
    body!.read();
  }
  expect((opened[0] as Readable & { bytesRead: number }).bytesRead).toBeLessThan(sizeBytes / 8);
  body!.destroy();
});
