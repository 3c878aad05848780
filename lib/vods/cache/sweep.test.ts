import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entryId } from "./entry-files.ts";
import type { CacheObject } from "./model.ts";
import type { SourceCacheOptions } from "./source-cache.ts";
import { orderSweep } from "./sweep.ts";
import { type CountingStore, createCountingStore, openTestCache, patternBytes, readAll } from "./testing.ts";

const sizeBytes = 64 * 1024;
const whole = { firstByte: 0, lastByte: sizeBytes - 1 };
let root: string;
let clockMs: number;
let freeBytes: number;
let store: CountingStore;
const ends: (() => Promise<void>)[] = [];

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "source-cache-sweep-"));
  clockMs = Date.UTC(2026, 0, 1);
  freeBytes = 1e12;
  store = createCountingStore();
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await rm(root, { recursive: true, force: true });
});

async function open(options: Partial<SourceCacheOptions> = {}) {
  const opened = await openTestCache(store, {
    dir: path.join(root, "cache"),
    now: () => new Date(clockMs),
    findFreeBytes: async () => freeBytes,
    ...options,
  });
  ends.push(opened.end);
  return opened.cache;
}
const put = (key: string) => store.put(key, patternBytes(sizeBytes, key.length), `etag-${key}`);
const ids = (objects: CacheObject[]) => objects.map(entryId);
const left = async () => (await readdir(path.join(root, "cache", "entries"))).sort();

describe("the order of a sweep", () => {
  const item = (id: string, lastUsedMs: number, more: object = {}) => {
    return { id, lastUsedMs, sizeBytes: 10, pinned: false, protected: false, ...more };
  };
  test("is coldest first; of two equally cold the bigger; never pinned, protected or shared ones", () => {
    const order = orderSweep([
      item("warm", 300),
      item("pinned", 1, { pinned: true }),
      item("cold", 100),
      item("same-small", 200, { sizeBytes: 5 }),
      item("same-big", 200, { sizeBytes: 50 }),
      item("only-copy", 2, { protected: true }),
      item("shared", 3, { sizeBytes: 0 }),
      item("broken", 0, { sizeBytes: 1 }),
    ]);
    expect(order.map((one) => one.id)).toEqual(["broken", "cold", "same-big", "same-small", "warm"]);
  });

  test("follows the last use, not the first, also after a restart, and stops as soon as the limit is kept", async () => {
    const objects = ["a", "bb", "ccc", "dddd"].map(put) as [CacheObject, CacheObject, CacheObject, CacheObject];
    const [a, b, c, d] = objects;
    const cache = await open();
    for (const object of [a, b, c, d, a]) {
      clockMs += 60_000;
      await cache.fill(object, [whole]);
    }
    await cache.close();
    const swept = await open({ maxBytes: 2 * sizeBytes });
    expect((await swept.sweep()).deletedIds).toEqual(ids([b, c]));
    expect(await left()).toEqual(ids([a, d]).sort());
    const all = await open({ maxBytes: 1 });
    expect((await all.sweep()).deletedIds).toEqual(ids([d, a]));
  });
});

describe("before a pull", () => {
  test("a disk below its floor is swept coldest first, as far as needed", async () => {
    const [a, b, c] = ["a", "bb", "ccc"].map(put) as [CacheObject, CacheObject, CacheObject];
    freeBytes = 1e6 + 2 * sizeBytes;
    const cache = await open({ findFreeBytes: async () => freeBytes - (await cache.stats()).sizeBytes });
    for (const object of [a, b, c]) {
      clockMs += 60_000;
      await cache.fill(object, [whole]);
    }
    expect(await left()).toEqual(ids([b, c]).sort());
  });

  test("a cache above its size is swept", async () => {
    const [a, b, c] = ["a", "bb", "ccc"].map(put) as [CacheObject, CacheObject, CacheObject];
    const cache = await open({ maxBytes: 2.5 * sizeBytes });
    for (const object of [a, b, c]) {
      clockMs += 60_000;
      await cache.fill(object, [whole]);
    }
    expect(await left()).toEqual(ids([b, c]).sort());
  });

  test("too little space: disk_full, nothing is asked of the store, and all works again once there is room", async () => {
    const object = put("a");
    freeBytes = 1e6 + sizeBytes - 1;
    const cache = await open();
    const full = { code: "disk_full" };
    await expect(cache.fill(object, [whole])).rejects.toMatchObject(full);
    await expect(cache.readRange(object, whole)).rejects.toMatchObject(full);
    const target = path.join(root, "window");
    await expect(cache.writeRangesTo(object, [whole], target)).rejects.toMatchObject(full);
    await expect(stat(target)).rejects.toMatchObject({ code: "ENOENT" });
    expect(store.gets).toEqual([]);
    freeBytes += 1;
    await cache.fill(object, [whole]);
    expect(store.sentBytes()).toBe(sizeBytes);
  });

  test("pulls under way count as used space", async () => {
    const [a, b] = ["a", "bb"].map(put) as [CacheObject, CacheObject];
    let letGo = () => {};
    store.gate = () =>
      new Promise((resolve) => {
        letGo = resolve;
      });
    freeBytes = 1e6 + 1.5 * sizeBytes;
    const cache = await open();
    const first = cache.fill(a, [whole]);
    while (store.gets.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await expect(cache.fill(b, [whole])).rejects.toMatchObject({ code: "disk_full" });
    letGo();
    await first;
  });

  test("what is being read or pinned stays, in this process and for others", async () => {
    const [a, b] = ["a", "bb"].map(put) as [CacheObject, CacheObject];
    const cache = await open({ maxBytes: 1 });
    const other = await open({ maxBytes: 1 });
    await cache.fill(a, [whole]);
    const release = await cache.pin(a);
    const stream = await cache.readRange(b, whole);
    for (const one of [cache, other]) expect((await one.sweep()).deletedIds).toEqual([]);
    release();
    await readAll(stream);
    await expect.poll(() => other.sweep().then(left)).toEqual([]);
  });
});

describe("a file adopted at import", () => {
  const bytes = patternBytes(sizeBytes, 3);
  async function adopt() {
    const cache = await open({ maxBytes: 1 });
    const file = path.join(root, "processed.mp4");
    await writeFile(file, bytes);
    const draft = { key: "media/new.mp4", etag: "", sizeBytes };
    await cache.adopt(draft, file);
    return { cache, file, draft };
  }

  test("is read without the store, before and after it is stored", async () => {
    const { cache, file, draft } = await adopt();
    expect((await readAll(await cache.readRange(draft, whole))).equals(bytes)).toBe(true);
    await rm(file);
    const stored = store.put(draft.key, bytes, "v1");
    await cache.confirmStored(stored);
    const target = path.join(root, "window");
    await cache.writeRangesTo(stored, [{ firstByte: 5, lastByte: 99 }], target);
    expect((await readFile(target)).equals(bytes.subarray(5, 100))).toBe(true);
    expect(store.gets).toEqual([]);
    expect(await left()).toEqual([entryId(stored)]);
  });

  test("shares the file's bytes instead of copying them", async () => {
    const { file } = await adopt();
    expect((await stat(file)).nlink).toBe(2);
  });

  test("is the only copy until the store has it: not swept before, swept after", async () => {
    const { cache, file, draft } = await adopt();
    await rm(file);
    expect((await cache.sweep()).deletedIds).toEqual([]);
    const stored = store.put(draft.key, bytes, "v1");
    await cache.confirmStored(stored);
    expect((await cache.sweep()).deletedIds).toEqual([entryId(stored)]);
  });

  test("a read that began before the store had it goes on, and its entry is let go after it", async () => {
    const { cache, file, draft } = await adopt();
    await rm(file);
    const release = await cache.pin(draft);
    const stored = store.put(draft.key, bytes, "v1");
    await cache.confirmStored(stored);
    expect((await readAll(await cache.readRange(stored, whole))).equals(bytes)).toBe(true);
    release();
    await expect.poll(() => cache.sweep().then(left)).toEqual([]);
    expect(store.gets).toEqual([]);
  });

  test("confirmed twice, or never adopted: nothing happens", async () => {
    const { cache, draft } = await adopt();
    const stored = store.put(draft.key, bytes, "v1");
    await cache.confirmStored(stored);
    await cache.confirmStored(stored);
    await cache.confirmStored(put("other"));
    expect(await left()).toEqual([entryId(stored)]);
  });

  test("whose adopter died is confirmed by asking the store", async () => {
    const { cache, file, draft } = await adopt();
    await rm(file);
    const dead = "999999999.1.x.y.z";
    await writeFile(path.join(root, "cache", "entries", entryId(draft), "protected"), dead);
    expect((await cache.sweep()).deletedIds).toEqual([]);
    const stored = store.put(draft.key, bytes, "v1");
    await cache.sweep();
    expect(await left()).toEqual([entryId(stored)]);
    expect((await cache.sweep()).deletedIds).toEqual([entryId(stored)]);
  });

  test("of another size than its object is refused", async () => {
    const { cache, file } = await adopt();
    const wrong = { key: "media/wrong.mp4", etag: "", sizeBytes: sizeBytes + 1 };
    await expect(cache.adopt(wrong, file)).rejects.toMatchObject({ code: "conflict" });
  });

  test("dropped with its object", async () => {
    const { cache, draft } = await adopt();
    await cache.drop(draft);
    expect(await left()).toEqual([]);
  });
});
