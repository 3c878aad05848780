import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { accounts, plans } from "#drizzle/schema/accounts.ts";
import { getQuotaUsage } from "#lib/accounts/quota-usage.ts";
import { releaseStaleReservations } from "#lib/accounts/release-stale.ts";
import type { Config } from "#lib/config.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { discardUpload, findUpload, receiveUpload, sweepUploads } from "./receive-upload.ts";
import { createTestContext } from "./testing.ts";
import { mostUploads } from "./upload-slots.ts";

let world: Awaited<ReturnType<typeof createTestContext>>;
let accountId: AccountId;
let dataDir: string;
beforeAll(async () => {
  world = await createTestContext();
  ({ accountId } = world);
});
afterAll(() => world.close());
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-upload-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const context = (limits: Partial<Config> = {}, signal = new AbortController().signal): Ctx => ({
  ...world.ctx,
  config: { ...world.ctx.config, dataDir, maxUploadBytes: 1_000, minFreeDiskBytes: 1, ...limits },
  signal,
});
const promised = async () => (await getQuotaUsage(world.ctx.db, { accountId })).reservedBytes;
const left = () => {
  const dir = path.join(dataDir, "inbox", "uploads");
  return existsSync(dir) ? readdirSync(dir) : [];
};
const send = (ctx: ReturnType<typeof context>, body: Readable, declaredBytes: number | null, fileName = "a.mp4") =>
  receiveUpload(ctx, { accountId, fileName, body, declaredBytes });

test("a file arrives whole, is found by its account only, and goes when discarded", async () => {
  const ctx = context();
  const body = new Blob(["hello ", "world"]).stream();
  const upload = await receiveUpload(ctx, { accountId, fileName: "my video.mp4", body, declaredBytes: 11 });
  const { sha256, ...stored } = upload;
  expect(sha256).toBe("b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9");
  expect(readFileSync(upload.filePath, "utf8")).toBe("hello world");
  expect(await findUpload(ctx, { accountId, uploadId: upload.uploadId })).toEqual(stored);
  expect(await findUpload(ctx, { accountId: randomUUID() as AccountId, uploadId: upload.uploadId })).toBeNull();
  expect(await findUpload(ctx, { accountId, uploadId: "../../etc" })).toBeNull();
  expect(await promised()).toBe(11);
  await discardUpload(ctx, { accountId, uploadId: upload.uploadId });
  expect(left()).toEqual([]);
  expect(await promised()).toBe(0);
});

test("the limit holds for declared and for undeclared sizes, to the byte", async () => {
  await expect(send(context(), Readable.from([]), 1_001)).rejects.toMatchObject({ code: "too_large" });
  const bytes = (count: number) => Readable.from([Buffer.alloc(500), Buffer.alloc(count - 500)]);
  await expect(send(context(), bytes(1_001), null)).rejects.toMatchObject({ code: "too_large" });
  expect(left()).toEqual([]);
  expect(await send(context(), bytes(1_000), null)).toMatchObject({ sizeBytes: 1_000 });
});

test("an account sends only so many files at once to a host; the next one is taken when one is through", async () => {
  const ctx = context({ maxUploadBytes: 1_000 });
  const bodies = Array.from({ length: mostUploads }, () => new Readable({ read: () => {} }));
  const under = bodies.map((body) => send(ctx, body, null));
  await expect(send(ctx, Readable.from([Buffer.from("x")]), 1)).rejects.toMatchObject({ code: "cap_reached" });
  const others = Readable.from([Buffer.from("x")]);
  const otherAccount = receiveUpload(ctx, {
    accountId: (await insertAccount()) as AccountId,
    fileName: "b",
    body: others,
    declaredBytes: 1,
  });
  expect(await otherAccount).toMatchObject({ sizeBytes: 1 });
  bodies[0]!.push(null);
  await under[0];
  expect(await send(ctx, Readable.from([Buffer.from("x")]), 1)).toMatchObject({ sizeBytes: 1 });
  for (const body of bodies.slice(1)) body.destroy(new Error("gone"));
  await Promise.allSettled(under);
  // Those that failed have left, too.
  expect(await send(ctx, Readable.from([Buffer.from("x")]), 1)).toMatchObject({ sizeBytes: 1 });
});

async function insertAccount(): Promise<string> {
  const id = randomUUID();
  await world.ctx.db.insert(accounts).values({ id, slug: id, name: "Other", planId: "test" });
  return id;
}

test("an upload that stops early leaves nothing", async () => {
  await expect(send(context(), Readable.from([Buffer.alloc(10)]), 20)).rejects.toMatchObject({ code: "invalid_input" });
  const abort = new AbortController();
  const endless = new Readable({ read: () => {} });
  endless.push(Buffer.alloc(10));
  const received = send(context({}, abort.signal), endless, 20);
  abort.abort();
  await expect(received).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("broke off"),
  });
  expect(left()).toEqual([]);
});

test("a disk without room refuses before the first byte", async () => {
  const ctx = context({ minFreeDiskBytes: Number.MAX_SAFE_INTEGER });
  await expect(send(ctx, Readable.from([Buffer.alloc(1)]), 1)).rejects.toMatchObject({ code: "disk_full" });
  expect(left()).toEqual([]);
});

test.each([
  ["../../etc/passwd", "passwd"],
  ["C:\\videos\\-rf 'best of' \"😀\".mp4", "-rf 'best of' \"😀\".mp4"],
  ["a\u0000b\n.mp4", "ab.mp4"],
  ["", "file"],
])("the name %j is kept as %j", async (given, kept) => {
  expect((await send(context(), Readable.from([Buffer.from("x")]), 1, given)).fileName).toBe(kept);
});

test("forgotten uploads are swept, fresh ones stay", async () => {
  const ctx = context();
  await send(ctx, Readable.from([Buffer.from("x")]), 1);
  await sweepUploads(ctx, { olderThanMs: 60_000 });
  expect(left()).toHaveLength(1);
  await sweepUploads({ ...ctx, now: () => new Date(Date.now() + 120_000) }, { olderThanMs: 60_000 });
  expect(left()).toEqual([]);
});

test("an upload's bytes are promised before they come, whether its length is declared or not", async () => {
  const { db } = world.ctx;
  const size = async (maxBytes: number) => db.update(plans).set({ maxBytes }).where(eq(plans.id, "test"));
  const afterADay = new Date(Date.now() + 25 * 3_600_000);
  await releaseStaleReservations({ db, now: () => afterADay });
  try {
    await size(500);
    await expect(send(context(), Readable.from([Buffer.alloc(501)]), 501)).rejects.toMatchObject({
      code: "quota_exceeded",
      message: expect.stringContaining("1 B more than is free"),
    });
    const inParts = Readable.from([Buffer.alloc(300), Buffer.alloc(201)]);
    await expect(send(context(), inParts, null)).rejects.toMatchObject({ code: "quota_exceeded" });
    expect(left()).toEqual([]);
    expect(await promised()).toBe(0);
    const fits = await send(context(), Readable.from([Buffer.alloc(300), Buffer.alloc(200)]), null);
    expect(await promised()).toBe(500);
    await expect(send(context(), Readable.from([Buffer.alloc(1)]), 1)).rejects.toMatchObject({
      code: "quota_exceeded",
    });
    expect(await releaseStaleReservations({ db, now: () => afterADay })).toBe(1);
    expect(await promised()).toBe(0);
    await discardUpload(context(), { accountId, uploadId: fits.uploadId });
  } finally {
    await size(1e12);
  }
});

test("an upload that would fill the disk is refused before its first byte, and its promise goes", async () => {
  let readBytes = 0;
  const body = Readable.from(
    (function* () {
      readBytes += 900;
      yield Buffer.alloc(900);
    })(),
  );
  const ctx = { ...context({ minFreeDiskBytes: 1_000 }), findFreeDiskBytes: async () => 1_500 };
  await expect(send(ctx, body, 900)).rejects.toMatchObject({
    code: "disk_full",
    message: expect.stringMatching(/has 1\.5 kB free; this needs 900 B and keeps 1\.0 kB free/),
  });
  expect(readBytes).toBe(0);
  expect(left()).toEqual([]);
  expect(await promised()).toBe(0);
});
