import type { FileHandle } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { ByteRange, ObjectStore } from "#lib/platform/object-store/model.ts";
import type { ByteMeter } from "#lib/progress.ts";
import { type CacheObject, type ReadOptions, type SourceCache, spanOf } from "./model.ts";
import { withTarget, writeChunks } from "./read.ts";

/**
 * The cache's interface over a store that is a local disk itself: every read goes straight to the store's file. A second
 * copy on the same disk would cost its size and save nothing.
 */
export function openPassThrough(store: Pick<ObjectStore, "getRange">): SourceCache {
  let storeBytes = 0;

  async function readRange(object: CacheObject, range: ByteRange, read: ReadOptions = {}): Promise<Readable> {
    const { startByte, endByte } = spanOf(object, range);
    const clamped = { firstByte: startByte, lastByte: endByte - 1 };
    return store.getRange(object.key, clamped, { ifMatch: object.etag, signal: read.signal });
  }

  async function* counted(stream: Readable, meter: ByteMeter | undefined): AsyncGenerator<Buffer> {
    for await (const chunk of stream) {
      storeBytes += chunk.length;
      if (meter) meter.storeBytes += chunk.length;
      yield chunk;
    }
  }

  async function writeRanges(
    object: CacheObject,
    ranges: readonly ByteRange[],
    to: FileHandle,
    read: ReadOptions,
  ): Promise<number> {
    let position = 0;
    for (const range of ranges) {
      const stream = await readRange(object, range, read);
      position = await writeChunks(to, counted(stream, read.meter), position);
    }
    return position;
  }

  const nothing = async () => {};
  return {
    readRange,
    fill: nothing,
    writeRangesTo: (object, ranges, target, read = {}) =>
      withTarget(target, (to) => writeRanges(object, ranges, to, read)),
    openSequential: (object, { fromByte, lastByte }, read) =>
      readRange(object, { firstByte: fromByte, lastByte: lastByte ?? object.sizeBytes - 1 }, read),
    pin: async () => () => {},
    adopt: nothing,
    confirmStored: nothing,
    drop: nothing,
    sweep: async () => ({ deletedIds: [], freedBytes: 0 }),
    stats: async () => ({
      storeBytes,
      cacheBytes: 0,
      hitRate: storeBytes === 0 ? null : 0,
      sizeBytes: 0,
      entryCount: 0,
    }),
    close: nothing,
  };
}
