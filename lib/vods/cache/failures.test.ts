import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { entryId } from "./entry-files.ts";
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
const slice = (range: { firstByte: number; lastByte: number }) => bytes.subarray(range.firstByte, range.lastByte + 1);

describe("a store that answers wrong", () => {
  test.each(["unavailable", "truncated", "broken_off"] as const)("%s: goes on where it ended", async (fault) => {
    const { store, object, cache } = await setup();
    store.faults.push(fault, fault);
    const range = { firstByte: 5, lastByte: block };
    expect((await readAll(await cache.readRange(object, range))).equals(slice(range))).toBe(true);
    expect(store.sentBytes()).toBe(block - 4);
  });

  test("more bytes than asked for: none of them is kept", async () => {
    const { store, object, cache } = await setup();
    store.faults.push("too_long");
    await expect(cache.fill(object, [{ firstByte: 0, lastByte: 999 }])).rejects.toMatchObject({
      code: "store_unavailable",
    });
    const meter = newMeter();
    await cache.fill(object, [{ firstByte: 0, lastByte: 999 }], { meter });
    expect(meter.storeBytes).toBe(1_000);
  });

  test("unavailable for good: what had arrived is kept, the rest is told", async () => {
    const { store, object, cache } = await setup();
    store.faults.push("truncated", ...Array(9).fill("unavailable"));
    const reading = cache.readRange(object, { firstByte: 0, lastByte: block - 1 }).then(readAll);
    await expect(reading).rejects.toMatchObject({ code: "store_unavailable" });
    store.faults.length = 0;
    const before = store.sentBytes();
    await cache.fill(object, [{ firstByte: 0, lastByte: block - 1 }]);
    expect(before).toBe(block / 2);
    expect(store.sentBytes()).toBe(block);
  });

  test("another object under the key: the old entry goes, the new identity is read anew", async () => {
    const { store, object, cache, dir } = await setup();
    await cache.fill(object, [{ firstByte: 0, lastByte: 99 }]);
    const other = patternBytes(bytes.length, 7);
    const changed = store.put(object.key, other, "v2");
    const range = { firstByte: 50, lastByte: 149 };
    await expect(cache.readRange(object, range).then(readAll)).rejects.toMatchObject({ code: "conflict" });
    expect(await readdir(path.join(dir, "entries"))).toEqual([]);
    const got = await readAll(await cache.readRange(changed, range));
    expect(got.equals(other.subarray(50, 150))).toBe(true);
    expect(entryId(changed)).not.toBe(entryId(object));
  });

  test("an object that is gone is told, and its entry goes", async () => {
    const { store, object, cache, dir } = await setup();
    store.remove(object.key);
    await expect(cache.readRange(object, { firstByte: 0, lastByte: 9 })).rejects.toMatchObject({ code: "not_found" });
    expect(await readdir(path.join(dir, "entries"))).toEqual([]);
  });
});

describe("what an earlier process left", () => {
  test("is read without the store; a damaged journal loses only its damaged records", async () => {
    const { store, object, cache, dir } = await setup();
    await cache.fill(object, [{ firstByte: 0, lastByte: 99 }]);
    await cache.fill(object, [{ firstByte: 200, lastByte: 299 }]);
    await cache.close();
    const entry = path.join(dir, "entries", entryId(object));
    const journal = path.join(entry, (await readdir(entry)).find((name) => name.startsWith("ranges."))!);
    const text = await readFile(journal, "latin1");
    await writeFile(journal, text.slice(0, text.indexOf("200 300") + 10));
    const again = await openTestCache(store, { dir });
    ends.push(again.end);
    const meter = newMeter();
    const range = { firstByte: 0, lastByte: 299 };
    expect((await readAll(await again.cache.readRange(object, range, { meter }))).equals(slice(range))).toBe(true);
    expect(meter).toEqual({ storeBytes: 200, cacheBytes: 100, writtenBytes: 0 });
  });

  test.each(["object.json", "data", "ranges"])("an entry without its %s file is made anew", async (name) => {
    const { store, object, cache, dir } = await setup();
    await cache.fill(object, [{ firstByte: 0, lastByte: 99 }]);
    await cache.close();
    const entry = path.join(dir, "entries", entryId(object));
    for (const file of await readdir(entry)) if (file.startsWith(name)) await rm(path.join(entry, file));
    const again = await openTestCache(store, { dir });
    ends.push(again.end);
    const range = { firstByte: 0, lastByte: 99 };
    expect((await readAll(await again.cache.readRange(object, range))).equals(slice(range))).toBe(true);
    expect(store.sentBytes()).toBe(200);
  });
});
