import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { openFileSystemStore } from "#lib/platform/object-store/file-system.ts";
import type { ByteRange } from "#lib/platform/object-store/model.ts";
import { type CacheObject, planReads, type SourceCache } from "./model.ts";
import type { SourceCacheOptions } from "./source-cache.ts";
import { createCountingStore, openTestCache, patternBytes, readAll } from "./testing.ts";

const block = 64 * 1024;
const bytes = patternBytes(40 * block + 123);
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function setup(options: Partial<SourceCacheOptions> = {}) {
  const store = createCountingStore(16 * 1024);
  const object = store.put("media/one.mp4", bytes);
  const opened = await openTestCache(store, options);
  ends.push(opened.end);
  return { store, object, ...opened };
}
const newMeter = () => ({ storeBytes: 0, cacheBytes: 0, writtenBytes: 0 });
const lengthOf = (ranges: { firstByte: number; lastByte: number }[]) =>
  ranges.reduce((sum, range) => sum + range.lastByte - range.firstByte + 1, 0);
const slice = (range: { firstByte: number; lastByte: number }) => bytes.subarray(range.firstByte, range.lastByte + 1);

describe("known ranges", () => {
  test("are fetched exactly, in parallel GETs of a block, and once", async () => {
    const { store, object, cache } = await setup();
    let open = () => {};
    const eightAsked = new Promise<void>((resolve) => {
      open = resolve;
    });
    store.gate = () => {
      if (store.gets.length === 8) open();
      return eightAsked;
    };
    const range = { firstByte: 1_000, lastByte: 1_000 + 20 * block + 4 };
    const cold = newMeter();
    expect((await readAll(await cache.readRange(object, range, { meter: cold }))).equals(slice(range))).toBe(true);
    expect(store.gets.map((get) => get.range.lastByte - get.range.firstByte + 1)).toEqual([
      ...Array(20).fill(block),
      5,
    ]);
    expect(store.mostAtOnce()).toBe(8);
    expect(cold).toEqual({ storeBytes: 20 * block + 5, cacheBytes: 0, writtenBytes: 0 });

    const warm = newMeter();
    expect((await readAll(await cache.readRange(object, range, { meter: warm }))).equals(slice(range))).toBe(true);
    expect(warm).toEqual({ storeBytes: 0, cacheBytes: 20 * block + 5, writtenBytes: 0 });
    expect(store.sentBytes()).toBe(20 * block + 5);
    expect(await cache.stats()).toMatchObject({ hitRate: 0.5, entryCount: 1, storeBytes: 20 * block + 5 });
  });

  test("of a stretch that somebody waits for, no GET is longer than 2 MiB; of one for a job, none than a block", async () => {
    const mebibyte = 1024 * 1024;
    const sizes = async (read: (cache: SourceCache, object: CacheObject, range: ByteRange) => Promise<unknown>) => {
      const { store, cache } = await setup({ blockBytes: 8 * mebibyte });
      const object = store.put("vods/long/media", patternBytes(6 * mebibyte));
      await read(cache, object, { firstByte: 0, lastByte: 5 * mebibyte - 1 });
      return store.gets.map((get) => (get.range.lastByte - get.range.firstByte + 1) / mebibyte);
    };
    expect(await sizes(async (cache, object, range) => readAll(await cache.readRange(object, range)))).toEqual([
      2, 2, 1,
    ]);
    expect(await sizes((cache, object, range) => cache.fill(object, [range]))).toEqual([5]);
  });

  test("only the missing bytes are fetched, and the meter tells them apart", async () => {
    const { store, object, cache } = await setup();
    await cache.fill(object, [
      { firstByte: 100, lastByte: 199 },
      { firstByte: 300, lastByte: 399 },
    ]);
    const meter = newMeter();
    const range = { firstByte: 0, lastByte: 499 };
    expect((await readAll(await cache.readRange(object, range, { meter }))).equals(slice(range))).toBe(true);
    expect(meter).toEqual({ storeBytes: 300, cacheBytes: 200, writtenBytes: 0 });
    expect(store.gets.slice(2).map((get) => get.range)).toEqual([
      { firstByte: 0, lastByte: 99 },
      { firstByte: 200, lastByte: 299 },
      { firstByte: 400, lastByte: 499 },
    ]);
  });

  test("bytes are served as they arrive, before their fetch has ended", async () => {
    const { store, object, cache } = await setup();
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    store.gate = (range) => (range.firstByte === 0 ? Promise.resolve() : gate);
    const stream = await cache.readRange(object, { firstByte: 0, lastByte: 3 * block - 1 });
    const [first] = await once(stream, "data");
    expect(bytes.subarray(0, first.length).equals(first)).toBe(true);
    open();
    await readAll(stream);
  });

  test("reads of several clips are merged and written to one file each", async () => {
    const { store, object, cache, dir } = await setup();
    const clips = [
      [
        { firstByte: 0, lastByte: 99 },
        { firstByte: 5 * block, lastByte: 8 * block },
      ],
      [
        { firstByte: 0, lastByte: 99 },
        { firstByte: 7 * block, lastByte: 9 * block },
      ],
      [
        { firstByte: 0, lastByte: 99 },
        { firstByte: 20 * block, lastByte: 20 * block + 10 },
      ],
    ];
    await Promise.all(
      clips.map(async (ranges, i) => {
        const file = path.join(dir, `clip-${i}`);
        expect(await cache.writeRangesTo(object, ranges, file)).toBe(lengthOf(ranges));
        expect((await readFile(file)).equals(Buffer.concat(ranges.map(slice)))).toBe(true);
      }),
    );
    expect(store.sentBytes()).toBe(lengthOf(planReads(clips.flat())));
  });

  test("any reads at once give the source's bytes, and no byte is fetched twice", async () => {
    const range = fc
      .tuple(fc.nat(bytes.length - 1), fc.nat(6 * block))
      .map(([firstByte, length]) => ({ firstByte, lastByte: Math.min(firstByte + length, bytes.length - 1) }));
    const step = fc.record({
      range,
      how: fc.constantFrom("stream", "file", "fill", "sequential"),
      wait: fc.boolean(),
      through: fc.nat(1),
      fault: fc.constantFrom(null, "unavailable", "truncated", "broken_off"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        // Two caches on one folder are two processes as far as the folder goes.
        const { store, object, cache, dir, end } = await setup();
        const second = await openTestCache(store, { dir });
        const meter = newMeter();
        const running: Promise<void>[] = [];
        let faultsLeft = 3;
        for (const [i, one] of steps.entries()) {
          // One unlucky read may meet every fault there is: three are survived, the fourth would be given up on.
          if (one.fault && faultsLeft > 0) store.faults.push(one.fault as "truncated");
          if (one.fault) faultsLeft -= 1;
          const job = check([cache, second.cache][one.through]!, object, one, path.join(dir, `out-${i}`), meter);
          running.push(job);
          if (one.wait) await job;
        }
        await Promise.all(running);
        expect(store.sentBytes()).toBe(meter.storeBytes);
        const covered = planReads(steps.map((one) => one.range));
        expect(meter.storeBytes).toBe(lengthOf(covered));
        await second.end();
        await end();
      }),
      { numRuns: 60 },
    );
  });

  async function check(
    cache: SourceCache,
    object: Parameters<SourceCache["readRange"]>[0],
    read: { range: { firstByte: number; lastByte: number }; how: string },
    file: string,
    meter: ReturnType<typeof newMeter>,
  ) {
    const { range, how } = read;
    if (how === "fill") return cache.fill(object, [range], { meter });
    if (how === "file") await cache.writeRangesTo(object, [range], file, { meter });
    const from = { fromByte: range.firstByte, lastByte: range.lastByte };
    const got =
      how === "file"
        ? await readFile(file)
        : await readAll(
            how === "stream"
              ? await cache.readRange(object, range, { meter })
              : await cache.openSequential(object, from, { meter }),
          );
    expect(got.equals(slice(range))).toBe(true);
  }

  test("the file-system store serves as well", async () => {
    const root = await mkdtemp(path.join(os.tmpdir(), "source-cache-store-"));
    ends.push(() => rm(root, { recursive: true }));
    const files = openFileSystemStore(root);
    const object = await files.putBytes("a/b.mp4", bytes);
    const { cache } = await setup({ store: files });
    const range = { firstByte: 77, lastByte: 5 * block };
    expect((await readAll(await cache.readRange(object, range))).equals(slice(range))).toBe(true);
    await files.putBytes("a/b.mp4", bytes);
    await expect(cache.fill(object, [{ firstByte: 6 * block, lastByte: 7 * block }])).rejects.toMatchObject({
      code: "conflict",
    });
  });
});

describe("reads of unknown length", () => {
  test("fetch a little first, twice as much each time up to a block, and start small again after a seek", async () => {
    const { store, object, cache } = await setup();
    expect((await readAll(await cache.openSequential(object, { fromByte: 0, lastByte: 4 * block - 1 }))).length).toBe(
      4 * block,
    );
    const kib = () => store.gets.splice(0).map((get) => (get.range.lastByte - get.range.firstByte + 1) / 1024);
    expect(kib()).toEqual([8, 16, 32, 64, 64, 64, 8]);
    await readAll(await cache.openSequential(object, { fromByte: 4 * block, lastByte: 6 * block - 1 }));
    expect(kib()).toEqual([64, 64]);
    await readAll(await cache.openSequential(object, { fromByte: 10 * block, lastByte: 11 * block - 1 }));
    expect(kib()).toEqual([8, 16, 32, 8]);
  });

  test("a client that leaves ends nothing: what was asked for is stored", async () => {
    const { store, object, cache } = await setup();
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    store.gate = (range) => (range.firstByte === 0 ? Promise.resolve() : gate);
    const leaving = new AbortController();
    const stream = await cache.openSequential(object, { fromByte: 0 }, { signal: leaving.signal });
    const received: Buffer[] = [];
    stream.on("data", (chunk) => received.push(chunk));
    const ended = once(stream, "error");
    while (store.gets.length < 2) await new Promise((resolve) => setImmediate(resolve));
    leaving.abort();
    await ended;
    open();
    const meter = newMeter();
    const range = { firstByte: 0, lastByte: 24 * 1024 - 1 };
    expect((await readAll(await cache.readRange(object, range, { meter }))).equals(slice(range))).toBe(true);
    expect(meter).toMatchObject({ storeBytes: 0, cacheBytes: 24 * 1024 });
    expect(store.sentBytes()).toBe(24 * 1024);
  });

  test("a window read that is called off asks for nothing more", async () => {
    const { store, object, cache } = await setup();
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    store.gate = () => gate;
    const leaving = new AbortController();
    const filling = cache.fill(object, [{ firstByte: 0, lastByte: 30 * block }], { signal: leaving.signal });
    const failed = expect(filling).rejects.toMatchObject({ name: "AbortError" });
    while (store.gets.length < 8) await new Promise((resolve) => setImmediate(resolve));
    leaving.abort();
    await failed;
    open();
    await cache.close();
    expect(store.gets.length).toBe(8);
  });
});
