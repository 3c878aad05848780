import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pino } from "pino";
import { AppError } from "#lib/errors.ts";
import type { ByteRange, ObjectInfo, ObjectStore } from "#lib/platform/object-store/model.ts";
import type { CacheObject, SourceCache } from "./model.ts";
import { openSourceCache, type SourceCacheOptions } from "./source-cache.ts";

/** Bytes that differ at every offset in a way that shows any shift or hole; the same for the same seed. */
export function patternBytes(sizeBytes: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(Math.ceil(sizeBytes / 4) * 4);
  for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE((Math.imul(at + seed, 2654435761) ^ at) >>> 0, at);
  return bytes.subarray(0, sizeBytes);
}

/** What a store may do wrong with one GET. */
export type Fault = "unavailable" | "truncated" | "too_long" | "broken_off" | null;

/** A store in memory that counts what it is asked for and answers wrong on demand. */
export type CountingStore = Pick<ObjectStore, "getRange" | "findObject"> & {
  put: (key: string, bytes: Buffer, etag?: string) => CacheObject;
  remove: (key: string) => void;
  gets: { key: string; range: ByteRange; sentBytes: number }[];
  sentBytes: () => number;
  /** Most GETs that were answered at the same time. */
  mostAtOnce: () => number;
  faults: Fault[];
  /** Resolves before each GET is answered. */
  gate: (range: ByteRange) => Promise<void>;
};

export function createCountingStore(chunkBytes = 65_536): CountingStore {
  const objects = new Map<string, { info: ObjectInfo; bytes: Buffer }>();
  let running = 0;
  let most = 0;
  const store: CountingStore = {
    put: (key, bytes, etag = "v1") => {
      const info = { key, sizeBytes: bytes.length, etag };
      objects.set(key, { info, bytes });
      return info;
    },
    remove: (key) => {
      objects.delete(key);
    },
    gets: [],
    sentBytes: () => store.gets.reduce((sum, get) => sum + get.sentBytes, 0),
    mostAtOnce: () => most,
    faults: [],
    gate: () => Promise.resolve(),
    findObject: async (key) => objects.get(key)?.info ?? null,
    getRange: async (key, range, options = {}) => {
      const fault = store.faults.shift() ?? null;
      const get = { key, range, sentBytes: 0 };
      store.gets.push(get);
      running += 1;
      most = Math.max(most, running);
      const done = () => {
        running -= 1;
      };
      try {
        await store.gate(range);
        options.signal?.throwIfAborted();
        if (fault === "unavailable") throw new AppError("store_unavailable", "503");
        const found = objects.get(key);
        if (!found) throw new AppError("not_found", "no such object");
        if (options.ifMatch !== undefined && options.ifMatch !== found.info.etag) {
          throw new AppError("conflict", "changed");
        }
        const wanted = found.bytes.subarray(range.firstByte, range.lastByte + 1);
        return Readable.from(answer(wanted, fault, chunkBytes, get, done), { objectMode: false });
      } catch (error) {
        done();
        throw error;
      }
    },
  };
  return store;
}

async function* answer(
  wanted: Buffer,
  fault: Fault,
  chunkBytes: number,
  get: { sentBytes: number },
  done: () => void,
): AsyncGenerator<Buffer> {
  const cut = fault === "truncated" || fault === "broken_off";
  const bytes = fault === "too_long" ? Buffer.concat([wanted, Buffer.alloc(10)]) : wanted;
  const end = cut ? Math.floor(bytes.length / 2) : bytes.length;
  try {
    for (let at = 0; at < end; at += chunkBytes) {
      const chunk = bytes.subarray(at, Math.min(at + chunkBytes, end));
      get.sentBytes += chunk.length;
      yield Buffer.from(chunk);
    }
    if (fault === "broken_off") throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
  } finally {
    done();
  }
}

/** A store's read side over HTTP (GET with Range and If-Match), for child processes that share a cache folder. */
export function openHttpStore(baseUrl: string): Pick<ObjectStore, "getRange" | "findObject"> {
  return {
    findObject: async (key) => {
      const reply = await fetch(`${baseUrl}/${key}`, { method: "HEAD" });
      if (reply.status === 404) return null;
      const etag = (reply.headers.get("etag") ?? "").replaceAll('"', "");
      return { key, etag, sizeBytes: Number(reply.headers.get("content-length")) };
    },
    getRange: async (key, range, options = {}) => {
      const headers: Record<string, string> = { range: `bytes=${range.firstByte}-${range.lastByte}` };
      if (options.ifMatch !== undefined) headers["if-match"] = `"${options.ifMatch}"`;
      const reply = await fetch(`${baseUrl}/${key}`, { headers, signal: options.signal }).catch((error) => {
        throw new AppError("store_unavailable", "no answer", { cause: error });
      });
      if (reply.status === 412) throw new AppError("conflict", "changed");
      if (reply.status === 404) throw new AppError("not_found", "no such object");
      if (reply.status !== 206) throw new AppError("store_unavailable", `status ${reply.status}`);
      return Readable.fromWeb(reply.body as Parameters<typeof Readable.fromWeb>[0]);
    },
  };
}

/** A cache in a folder of its own (or a given one) with small blocks and a disk that is never full. */
export async function openTestCache(
  store: SourceCacheOptions["store"],
  options: Partial<SourceCacheOptions> = {},
): Promise<{ cache: SourceCache; dir: string; end: () => Promise<void> }> {
  const dir = options.dir ?? (await mkdtemp(path.join(os.tmpdir(), "source-cache-")));
  const cache = openSourceCache({
    dir,
    store,
    maxBytes: 1e12,
    minFreeBytes: 1e6,
    now: () => new Date(),
    log: pino({ level: "silent" }),
    findFreeBytes: async () => 1e12,
    blockBytes: 64 * 1024,
    firstStepBytes: 8 * 1024,
    retryDelayMs: 0,
    ...options,
  });
  const end = async () => {
    await cache.close();
    if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
  };
  return { cache, dir, end };
}

/** A whole stream as one buffer. */
export async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
