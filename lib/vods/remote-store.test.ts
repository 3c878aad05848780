import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type S3ShapedStore, startS3ShapedStore } from "../../bench/s3-shaped-store.ts";
import { importVod } from "./import-vod.ts";
import { openMediaRange } from "./playback.ts";
import { processVod } from "./process-vod.ts";
import { getMedia } from "./queries.ts";
import { readWindow } from "./read-window.ts";
import { createTestContext, makeTestMedia } from "./testing.ts";

let root: string;
let store: S3ShapedStore;
let made: Awaited<ReturnType<typeof createTestContext>>;
let vodId: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "remote-store-"));
  store = await startS3ShapedStore({ dir: root, latencyMs: 0, bytesPerSecond: 1e9 });
  made = await createTestContext({
    S3_ENDPOINT: store.endpoint,
    S3_BUCKET: store.bucket,
    S3_ACCESS_KEY_ID: "key",
    S3_SECRET_ACCESS_KEY: "secret",
  });
  const { ctx, accountId, dir } = made;
  const filePath = await makeTestMedia(ctx, path.join(dir, "remote.mp4"), { seconds: 12 });
  const imported = await importVod(ctx, { accountId, filePath, fileName: "remote.mp4", take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  ({ vodId } = imported);
  expect(await processVod(ctx, { accountId, vodId, report: () => {} })).toEqual({ ok: true });
});
afterAll(async () => {
  await made.ctx.cache.close();
  await made.close();
  await store.close();
  await rm(root, { recursive: true, force: true });
});

async function objectOf() {
  const { row, index } = await getMedia(made.ctx, { accountId: made.accountId, vodId });
  return { index, object: { key: row.videoKey, etag: row.videoEtag, sizeBytes: row.videoSizeBytes } };
}
async function windowOf(fromSeconds: number, toSeconds: number) {
  const { ctx, accountId, dir } = made;
  const { index } = await objectOf();
  const [fromTicks, toTicks] = [fromSeconds, toSeconds].map((at) => at * index.videoTimescale) as [number, number];
  return readWindow(ctx, { accountId, vodId, fromTicks, toTicks, dir });
}

test("an import of a local file is one PUT an object and no GET, and leaves the cache warm", async () => {
  expect(store.counts().requests).toEqual({ PUT: 3, HEAD: 3 });
  const window = await windowOf(5, 7);
  expect(window.meter.storeBytes).toBe(0);
  expect(window.meter.cacheBytes).toBe((await readFile(window.filePath)).length);
  expect(store.counts().gets).toEqual([]);
});

test("without the cache a window is read from the store exactly and once, the same bytes as before", async () => {
  const { ctx } = made;
  const before = await readFile((await windowOf(5, 7)).filePath);
  await ctx.cache.drop((await objectOf()).object);
  store.resetCounts();
  const cold = await windowOf(5, 7);
  expect((await readFile(cold.filePath)).equals(before)).toBe(true);
  expect(cold.meter).toEqual({ storeBytes: before.length, cacheBytes: 0, writtenBytes: 0 });
  expect(store.counts()).toMatchObject({ sentBytes: before.length, requests: { GET: 2 } });
  const warm = await windowOf(5, 7);
  expect(warm.meter).toEqual({ storeBytes: 0, cacheBytes: before.length, writtenBytes: 0 });
});

test("playback reads a segment as it is, through the cache", async () => {
  const { ctx, accountId } = made;
  const { index, object } = await objectOf();
  await ctx.cache.drop(object);
  store.resetCounts();
  const firstByte = index.segments.firstByte[2]!;
  const lastByte = firstByte + index.segments.sizeBytes[2]! - 1;
  const request = { rangeHeader: `bytes=${firstByte}-${lastByte}`, ifRange: null, method: "GET" as const };
  for (const _time of ["cold", "warm"]) {
    const reply = await openMediaRange(ctx, { accountId, vodId, ...request });
    expect(reply.status).toBe(206);
    expect((await buffer(reply.body!)).length).toBe(lastByte - firstByte + 1);
  }
  expect(store.counts().gets).toEqual([{ key: object.key, firstByte, lastByte }]);
  const rest = await openMediaRange(ctx, { accountId, vodId, ...request, rangeHeader: `bytes=${firstByte}-` });
  expect((await buffer(rest.body!)).length).toBe(object.sizeBytes - firstByte);
});
