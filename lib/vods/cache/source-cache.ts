import type { Readable } from "node:stream";
import { findFreeDiskBytes } from "#lib/platform/disk-space.ts";
import type { Log } from "#lib/platform/log.ts";
import type { ObjectStore } from "#lib/platform/object-store/model.ts";
import { adoptFile, confirmStored, dropEntry } from "./adopt.ts";
import { openClaims } from "./claims.ts";
import type { Entry } from "./entry.ts";
import { openLayout, removeLeftOvers } from "./entry-files.ts";
import { type Call, createFill } from "./fill.ts";
import {
  blockBytes,
  type CacheObject,
  firstStepBytes,
  planReads,
  type ReadOptions,
  type SourceCache,
  spanOf,
  waitedBytes,
} from "./model.ts";
import { openMutex } from "./mutex.ts";
import { createOpenEntries } from "./open-entries.ts";
import { createOwner } from "./owner.ts";
import { cachedBytes, readSpan, type Served, streamOf, withTarget, writeChunks } from "./read.ts";
import { createRoom } from "./room.ts";
import { createTails, readSteps } from "./sequential.ts";
import { createSizeEstimate } from "./size-estimate.ts";
import { createSlots } from "./slots.ts";
import { createSweep, listSweepItems } from "./sweep.ts";

export type SourceCacheOptions = {
  dir: string;
  store: Pick<ObjectStore, "getRange" | "findObject">;
  maxBytes: number;
  minFreeBytes: number;
  now: () => Date;
  log: Log;
  /** Below: set by tests. */
  findFreeBytes?: (dir: string) => Promise<number>;
  blockBytes?: number;
  firstStepBytes?: number;
  getsAtOnce?: number;
  retryDelayMs?: number;
  stallMs?: number;
  claimPatienceMs?: number;
};

/** Opens the cache in `dir` (made at first use); any number of processes of one host may have it open at once. */
export function openSourceCache(options: SourceCacheOptions): SourceCache {
  const { dir, store, now, log, findFreeBytes = findFreeDiskBytes } = options;
  const mostBytes = options.blockBytes ?? blockBytes;
  const limits = {
    mostBytes,
    waitedBytes: Math.min(mostBytes, waitedBytes),
    firstBytes: options.firstStepBytes ?? firstStepBytes,
  };
  const served = { storeBytes: 0, cacheBytes: 0, totalBytes: 0 };
  const closing = new AbortController();
  let parts: ReturnType<typeof openParts> | null = null;
  const opened = () => {
    closing.signal.throwIfAborted();
    parts ??= openParts();
    // A folder that can't be made now may be made later.
    parts.catch(() => {
      parts = null;
    });
    return parts;
  };

  async function openParts() {
    const owner = createOwner();
    const layout = await openLayout(dir, owner);
    const mutex = openMutex({ dir: layout.locks, owner, log });
    const entries = createOpenEntries({ layout, mutex, owner, now });
    const sweepOthers = createSweep({ layout, mutex, store, log, findFreeBytes: () => findFreeBytes(dir) });
    const sweep = async (wanted: Parameters<typeof sweepOthers>[0]) => {
      // What this process is done with may go: its pin is on its way out.
      await entries.unpinned();
      return sweepOthers(wanted);
    };
    const size = createSizeEstimate(async () => {
      const items = await listSweepItems(layout);
      return items.reduce((sum, item) => sum + item.sizeBytes, 0);
    }, now);
    const room = createRoom({
      ...options,
      findFreeBytes,
      findCacheBytes: size.get,
      sweep: (wanted) => sweep(wanted).finally(size.forget),
    });
    const fill = createFill({
      store,
      room,
      signal: closing.signal,
      retryDelayMs: options.retryDelayMs ?? 200,
      stallMs: options.stallMs ?? 30_000,
      slots: createSlots(options.getsAtOnce ?? 8),
      claims: openClaims({ mutex, owner, patienceMs: options.claimPatienceMs ?? 30_000 }),
      blockBytes: limits.mostBytes,
      hold: entries.hold,
      onLost: (entry) => dropEntry({ layout, mutex, entries }, entry.object),
      onStoreBytes: (count) => {
        served.storeBytes += count;
        size.add(count);
      },
    });
    await removeLeftOvers(layout);
    return { layout, mutex, entries, sweep, room, fill, tails: createTails() };
  }

  const callOf = (read: ReadOptions | undefined, urgent: boolean): Call => ({ ...read, urgent, fetched: [] });
  const countServed: Served = (span, fetched) => {
    served.totalBytes += span.endByte - span.startByte;
    served.cacheBytes += cachedBytes(span, fetched);
  };

  async function withEntry<T>(object: CacheObject, use: (entry: Entry) => Promise<T>): Promise<T> {
    const { entries } = await opened();
    const entry = await entries.take(object);
    try {
      return await use(entry);
    } finally {
      entries.release(entry);
    }
  }

  /** A stream over chunks of an entry, which stays open until the stream is closed. */
  async function stream(
    object: CacheObject,
    read: ReadOptions | undefined,
    chunksOf: (entry: Entry, call: Call, parts: Awaited<ReturnType<typeof openParts>>) => AsyncGenerator<Buffer>,
  ): Promise<Readable> {
    const all = await opened();
    const entry = await all.entries.take(object);
    const left = new AbortController();
    const signal = read?.signal ? AbortSignal.any([read.signal, left.signal]) : left.signal;
    return streamOf(chunksOf(entry, callOf({ ...read, signal }, true), all), () => {
      left.abort();
      all.entries.release(entry);
    });
  }

  return {
    readRange: async (object, range, read) => {
      const span = spanOf(object, range);
      return stream(object, read, (entry, call, { fill }) => {
        call.mostBytes = limits.waitedBytes;
        return readSpan(entry, span, { fill: fill(entry, span, call), call, served: countServed });
      });
    },
    fill: (object, ranges, read) =>
      withEntry(object, async (entry) => {
        const { fill } = await opened();
        const call = callOf(read, false);
        const spans = planReads(ranges).map((range) => spanOf(object, range));
        await Promise.all(spans.map((span) => fill(entry, span, call)));
      }),
    writeRangesTo: (object, ranges, target, read) =>
      withEntry(object, async (entry) => {
        const { fill, room } = await opened();
        const over = new AbortController();
        const signal = read?.signal ? AbortSignal.any([read.signal, over.signal]) : over.signal;
        const call = callOf({ ...read, signal }, false);
        const spans = ranges.map((range) => spanOf(object, range));
        const sizeBytes = spans.reduce((sum, span) => sum + span.endByte - span.startByte, 0);
        const ticket = room.reserve(sizeBytes);
        try {
          await ticket.ready;
          const fills = planReads(ranges).map((range) => fill(entry, spanOf(object, range), call));
          const all = Promise.all(fills).then(() => {});
          all.catch(() => {});
          return await withTarget(target, async (to) => {
            let position = 0;
            for (const span of spans) {
              const chunks = readSpan(entry, span, { fill: all, call, served: countServed, reuse: true });
              position = await writeChunks(to, chunks, position);
            }
            return position;
          });
        } finally {
          ticket.give(sizeBytes);
          // Nothing more is begun for a copy that failed.
          over.abort();
        }
      }),
    openSequential: async (object, from, read) => {
      const span = spanOf(object, { firstByte: from.fromByte, lastByte: from.lastByte ?? object.sizeBytes - 1 });
      return stream(object, read, (entry, call, { fill, tails }) => {
        const stepBytes = tails.take(entry.id, from.fromByte) ?? limits.firstBytes;
        return readSteps(
          entry,
          { fromByte: span.startByte, endByte: span.endByte, stepBytes, mostBytes: limits.mostBytes },
          { fill, call, served: countServed, onEnd: (byte, step) => tails.put(entry.id, byte, step) },
        );
      });
    },
    pin: async (object) => {
      const { entries } = await opened();
      const entry = await entries.take(object);
      const release = entries.hold(entry);
      entries.release(entry);
      return release;
    },
    adopt: async (object, filePath) => adoptFile(await opened(), object, filePath),
    confirmStored: async (stored) => confirmStored(await opened(), stored),
    drop: async (object) => dropEntry(await opened(), object),
    sweep: async () => (await opened()).sweep({ freeBytes: options.minFreeBytes, cacheBytes: options.maxBytes }),
    stats: async () => {
      const items = await listSweepItems((await opened()).layout);
      return {
        storeBytes: served.storeBytes,
        cacheBytes: served.cacheBytes,
        hitRate: served.totalBytes === 0 ? null : served.cacheBytes / served.totalBytes,
        sizeBytes: items.reduce((sum, item) => sum + item.sizeBytes, 0),
        entryCount: items.length,
      };
    },
    close: async () => {
      const all = await parts?.catch(() => null);
      closing.abort();
      await all?.entries.closeAll();
    },
  };
}
