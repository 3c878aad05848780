import type { FileHandle } from "node:fs/promises";
import type { Readable } from "node:stream";
import { AppError } from "#lib/errors.ts";
import type { ByteRange, ObjectInfo } from "#lib/platform/object-store/model.ts";
import type { ByteMeter } from "#lib/progress.ts";

/**
 * Which bytes are meant: the same key with another etag or size is another object.
 * An empty `etag` means "not stored yet": only an adopted local file has it.
 */
export type CacheObject = Pick<ObjectInfo, "key" | "etag" | "sizeBytes">;

export type ReadOptions = {
  /** Ends this read. Fetches it has begun run to their end and are kept. */
  signal?: AbortSignal;
  /** `storeBytes` and `cacheBytes` are counted up as bytes come in and are served. */
  meter?: ByteMeter;
};

/** Of this process since the cache was opened; `sizeBytes` and `entryCount` of the whole folder now. */
export type CacheStats = {
  storeBytes: number;
  cacheBytes: number;
  /** Bytes served without a fetch of their own, of all bytes served; 0 to 1, null before the first byte. */
  hitRate: number | null;
  sizeBytes: number;
  entryCount: number;
};

/** Local copies of the byte ranges of stored objects that have been read. Losing it loses nothing. */
export type SourceCache = {
  /** Streams a range; missing bytes are fetched in parallel and served as they arrive. */
  readRange: (object: CacheObject, range: ByteRange, options?: ReadOptions) => Promise<Readable>;
  /** Brings ranges into the cache and returns when all are there: overlapping ones are read once. */
  fill: (object: CacheObject, ranges: readonly ByteRange[], options?: ReadOptions) => Promise<void>;
  /** Writes the ranges one after another to a file (a path, or an open file from byte 0) and returns its size. */
  writeRangesTo: (
    object: CacheObject,
    ranges: readonly ByteRange[],
    target: string | FileHandle,
    options?: ReadOptions,
  ) => Promise<number>;
  /** Streams from a byte on for a reader that may stop at any time: fetches 1 MiB, then more each time up to 8 MiB. */
  openSequential: (
    object: CacheObject,
    from: { fromByte: number; lastByte?: number },
    options?: ReadOptions,
  ) => Promise<Readable>;
  /** Keeps the object's entry from being swept until the returned function is called. */
  pin: (object: CacheObject) => Promise<() => void>;
  /** Takes in a local file as the object's bytes; `etag` may be empty before the store has it. Protected until `confirmStored`. */
  adopt: (object: CacheObject, filePath: string) => Promise<void>;
  /** The store has the adopted object under this identity. */
  confirmStored: (stored: CacheObject) => Promise<void>;
  /** Deletes the object's entry: it was deleted, or its import failed. */
  drop: (object: CacheObject) => Promise<void>;
  /** Sweeps down to the configured limits now. */
  sweep: () => Promise<SweepReport>;
  stats: () => Promise<CacheStats>;
  /** Ends fetches under way (what has arrived is kept) and closes every file. */
  close: () => Promise<void>;
};

export type SweepReport = { deletedIds: string[]; freedBytes: number };

/** A stretch of bytes; `endByte` is the first byte after it. */
export type ByteSpan = { startByte: number; endByte: number };

/** Spans in ascending order that neither overlap nor touch. */
export type SpanSet = readonly ByteSpan[];

/** Most bytes one GET asks for: long enough that a request's latency is small beside it, short enough to run in parallel. */
export const blockBytes = 8 * 1024 * 1024;

/**
 * The same for a stretch that somebody waits to see: several connections bring it sooner than one. Below it, one GET's
 * latency is most of its time.
 */
export const waitedBytes = 2 * 1024 * 1024;

/** First step of a read of unknown length. */
export const firstStepBytes = 1024 * 1024;

/** Index of the first span that ends at or after `byte` (the only ones that can touch what starts there). */
function firstTouching(set: SpanSet, byte: number): number {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (set[middle]!.endByte < byte) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The set with `span` in it; spans that overlap or touch become one. An empty span changes nothing. */
export function addSpan(set: SpanSet, span: ByteSpan): SpanSet {
  if (span.endByte <= span.startByte) return set;
  const from = firstTouching(set, span.startByte);
  let to = from;
  let { startByte, endByte } = span;
  while (to < set.length && set[to]!.startByte <= endByte) {
    startByte = Math.min(startByte, set[to]!.startByte);
    endByte = Math.max(endByte, set[to]!.endByte);
    to += 1;
  }
  return [...set.slice(0, from), { startByte, endByte }, ...set.slice(to)];
}

/** Any spans as a set. */
export const spanSet = (spans: readonly ByteSpan[]): SpanSet => spans.reduce<SpanSet>(addSpan, []);

/** What of `set` is not in `without`. */
export function subtractSpans(set: SpanSet, without: SpanSet): SpanSet {
  const left: ByteSpan[] = [];
  for (const span of set) {
    let at = span.startByte;
    for (let i = firstTouching(without, at); i < without.length && without[i]!.startByte < span.endByte; i += 1) {
      if (without[i]!.startByte > at) left.push({ startByte: at, endByte: without[i]!.startByte });
      at = Math.max(at, without[i]!.endByte);
    }
    if (at < span.endByte) left.push({ startByte: at, endByte: span.endByte });
  }
  return left;
}

/** What is in both sets. */
export const intersectSpans = (a: SpanSet, b: SpanSet): SpanSet => subtractSpans(a, subtractSpans(a, b));

/** True when the two share a byte. */
export const overlaps = (a: ByteSpan, b: ByteSpan): boolean => a.startByte < b.endByte && b.startByte < a.endByte;

/** First byte at or after `byte` that is not in the set, i.e. how far one can read on from `byte`. */
export function endOfRun(set: SpanSet, byte: number): number {
  const span = set[firstTouching(set, byte + 1)];
  return span !== undefined && span.startByte <= byte ? span.endByte : byte;
}

/** Bytes in the spans. */
export const spanBytes = (spans: readonly ByteSpan[]): number =>
  spans.reduce((sum, span) => sum + span.endByte - span.startByte, 0);

/** The spans cut into pieces of at most `mostBytes`, in order: one GET each. */
export function splitSpans(spans: readonly ByteSpan[], mostBytes = blockBytes): ByteSpan[] {
  const pieces: ByteSpan[] = [];
  for (const { startByte, endByte } of spans) {
    for (let at = startByte; at < endByte; at += mostBytes) {
      pieces.push({ startByte: at, endByte: Math.min(at + mostBytes, endByte) });
    }
  }
  return pieces;
}

/** Inclusive ranges of several reads of one object as the fewest ranges that hold them all, in ascending order. */
export function planReads(ranges: readonly ByteRange[]): ByteRange[] {
  const spans = ranges.map((range) => ({ startByte: range.firstByte, endByte: range.lastByte + 1 }));
  return spanSet(spans).map((span) => ({ firstByte: span.startByte, lastByte: span.endByte - 1 }));
}

/** An inclusive range of the object as a span; an over-long end is clamped. Throws `range_not_satisfiable` when it starts past the end. */
export function spanOf(object: CacheObject, range: ByteRange): ByteSpan {
  const { firstByte, lastByte } = range;
  const whole = Number.isSafeInteger(firstByte) && firstByte >= 0 && lastByte >= firstByte;
  if (!whole || firstByte >= object.sizeBytes) {
    throw new AppError(
      "range_not_satisfiable",
      `Bytes ${firstByte}-${lastByte} are not in this file of ${object.sizeBytes} bytes. Ask for a range that starts inside it.`,
      { details: { key: object.key } },
    );
  }
  return { startByte: firstByte, endByte: Math.min(lastByte + 1, object.sizeBytes) };
}
