import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type S3ShapedStore, startS3ShapedStore } from "../../../bench/s3-shaped-store.ts";
import { entryId } from "./entry-files.ts";
import { type CacheObject, planReads } from "./model.ts";
import type { ChildTask } from "./testing/reading-process.ts";
import { openHttpStore, openTestCache, patternBytes, readAll } from "./testing.ts";

const block = 64 * 1024;
const bytes = patternBytes(24 * block + 77);
let root: string;
let store: S3ShapedStore;
let baseUrl: string;
let object: CacheObject;
const children: ChildProcess[] = [];

beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "source-cache-processes-"));
  store = await startS3ShapedStore({ dir: path.join(root, "store"), latencyMs: 5 });
  baseUrl = `${store.endpoint}/${store.bucket}`;
  await writeFile(path.join(root, "source"), bytes);
  const etag = await store.placeFile("one.mp4", path.join(root, "source"));
  object = { key: "one.mp4", etag, sizeBytes: bytes.length };
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(async () => {
  await store.close();
  await rm(root, { recursive: true, force: true });
});

/** Starts a child; `go` lets it read, `lines` are what it says. */
async function startChild(task: Partial<ChildTask> & { dir: string }) {
  const full: ChildTask = { baseUrl, object, ranges: [], killAtChange: 0, ...task };
  const script = path.join(import.meta.dirname, "testing", "reading-process.ts");
  const child = spawn(process.execPath, [script, JSON.stringify(full)], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  child.stdin.on("error", () => {});
  return { child, exited, lines, alive: !first.done, go: () => child.stdin.write("go\n") };
}

const hashOf = (range: { firstByte: number; lastByte: number }) =>
  createHash("sha256")
    .update(bytes.subarray(range.firstByte, range.lastByte + 1))
    .digest("hex");
const anyRange = fc
  .tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 8 * block }))
  .map(([firstByte, length]) => ({ firstByte, lastByte: Math.min(firstByte + length, bytes.length) - 1 }));
const lengthOf = (ranges: { firstByte: number; lastByte: number }[]) =>
  ranges.reduce((sum, range) => sum + range.lastByte - range.firstByte + 1, 0);

test("processes that read overlapping ranges at once fetch each byte once", async () => {
  for (const [round, ranges] of fc.sample(fc.array(anyRange, { minLength: 2, maxLength: 4 }), 8).entries()) {
    const dir = path.join(root, `together-${round}`);
    const started = await Promise.all([0, 1, 2].map(() => startChild({ dir, ranges })));
    store.resetCounts();
    for (const one of started) one.go();
    const said = await Promise.all(started.map(async (one) => JSON.parse(String((await one.lines.next()).value))));
    for (const one of said) expect(one.hashes).toEqual(ranges.map(hashOf));
    const wanted = lengthOf(planReads(ranges));
    expect(store.counts().sentBytes).toBe(wanted);
    expect(said.reduce((sum, one) => sum + one.meter.storeBytes, 0)).toBe(wanted);
  }
});

describe("kill -9 at any change to a file", () => {
  test("never leaves a wrong byte to be read, nor a lock, claim or pin that holds", async () => {
    const whole = { firstByte: 0, lastByte: bytes.length - 1 };
    const counting = await startChild({ dir: path.join(root, "count"), ranges: [whole], killAtChange: 1e9 });
    counting.go();
    const { changes } = JSON.parse(String((await counting.lines.next()).value)) as { changes: number };
    expect(changes).toBeGreaterThan(100);
    // Each life has its own point of death; several die in one folder, one after another, and one beside a living reader.
    const lives = Array.from({ length: 16 }, (_, i) => 1 + Math.floor(((i + Math.random()) * changes) / 16));
    for (let at = 0; at < lives.length; at += 4) {
      const dir = path.join(root, `killed-${at}`);
      for (const killAtChange of lives.slice(at, at + 3)) {
        const one = await startChild({ dir, ranges: [whole], killAtChange });
        if (one.alive) one.go();
        await one.exited;
      }
      const dying = await startChild({ dir, ranges: [whole], killAtChange: lives[at + 3]! });
      const { cache, end } = await openTestCache(openHttpStore(baseUrl), { dir });
      if (dying.alive) dying.go();
      const got = await readAll(await cache.readRange(object, whole));
      expect(got.equals(bytes), `deaths at ${lives.slice(at, at + 4)} of ${changes}`).toBe(true);
      await dying.exited;
      await end();
      // What one cache has noted, the next reads without the store.
      const after = await openTestCache(openHttpStore(baseUrl), { dir });
      store.resetCounts();
      expect((await readAll(await after.cache.readRange(object, whole))).equals(bytes)).toBe(true);
      expect(store.counts().sentBytes).toBe(0);
      await after.end();
      expect(await readdir(path.join(dir, "trash"))).toEqual([]);
    }
  });
});

test("an entry another process holds isn't swept, and is once that process is dead", async () => {
  const dir = path.join(root, "held");
  const holder = await startChild({ dir, ranges: [{ firstByte: 0, lastByte: 9 }], stay: true });
  holder.go();
  expect((await holder.lines.next()).value).toBe("holding");
  const { cache, end } = await openTestCache(openHttpStore(baseUrl), { dir, maxBytes: 1 });
  expect((await cache.sweep()).deletedIds).toEqual([]);
  holder.child.kill("SIGKILL");
  await holder.exited;
  expect((await cache.sweep()).deletedIds).toEqual([entryId(object)]);
  await end();
});
