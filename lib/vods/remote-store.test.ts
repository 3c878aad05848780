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
  // Picture, sound, poster, small pictures.
  expect(store.counts().requests).toEqual({ PUT: 4, HEAD: 4 });
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

test("presigned playback sends the player to the store, which answers its range; the server moves no byte", async () => {
  const { ctx, accountId } = made;
  const { object } = await objectOf();
  const config = { ...ctx.config, s3Playback: "presigned" as const };
  const request = { accountId, vodId, rangeHeader: "bytes=100-299", ifRange: null };
  const before = await ctx.cache.stats();
  const reply = await openMediaRange({ ...ctx, config }, { ...request, method: "GET" });
  expect(reply).toMatchObject({ status: 307, body: null });
  const url = new URL(reply.headers.location!);
  expect(url.origin).toBe(store.endpoint);
  expect(url.pathname).toBe(`/${store.bucket}/${object.key}`);
  const lastsSeconds = Number(url.searchParams.get("X-Amz-Expires"));
  const keptSeconds = Number(/max-age=(\d+)/.exec(reply.headers["cache-control"]!)![1]);
  expect(lastsSeconds).toBeLessThanOrEqual(900);
  expect(keptSeconds).toBeLessThanOrEqual(lastsSeconds / 2);
  store.resetCounts();
  const answer = await fetch(url, { headers: { range: request.rangeHeader } });
  expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([206, 200]);
  expect(store.counts().gets).toEqual([{ key: object.key, firstByte: 100, lastByte: 299 }]);
  expect((await ctx.cache.stats()).storeBytes).toBe(before.storeBytes);
  const head = await openMediaRange({ ...ctx, config }, { ...request, method: "HEAD" });
  expect(head).toMatchObject({ status: 206, body: null, headers: { "content-length": "200" } });
});

test("a file store has no address of its own: presigned playback is proxied there", async () => {
  const local = await createTestContext({ S3_PLAYBACK: "presigned" });
  try {
    const filePath = await makeTestMedia(local.ctx, path.join(local.dir, "local.mp4"), { seconds: 2 });
    const imported = await importVod(local.ctx, {
      accountId: local.accountId,
      filePath,
      fileName: "local.mp4",
      take: "link",
    });
    if (!imported.ok) throw new Error(imported.message);
    await processVod(local.ctx, { accountId: local.accountId, vodId: imported.vodId, report: () => {} });
    const asked = { accountId: local.accountId, vodId: imported.vodId, rangeHeader: "bytes=0-99", ifRange: null };
    const reply = await openMediaRange(local.ctx, { ...asked, method: "GET" });
    expect(reply.status).toBe(206);
    expect((await buffer(reply.body!)).length).toBe(100);
  } finally {
    await local.close();
  }
});
