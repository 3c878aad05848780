import type { FileHandle } from "node:fs/promises";
import fs from "node:fs/promises";
import { Readable } from "node:stream";
import type { Entry } from "./entry.ts";
import type { Call } from "./fill.ts";
import { type ByteSpan, endOfRun, type SpanSet } from "./model.ts";

const chunkBytes = 256 * 1024;

/** Counts bytes as they are served: from the store (this call fetched them) or from the cache. */
export type Served = (span: ByteSpan, fetched: SpanSet) => void;

/**
 * Yields the bytes of a span in order, each as soon as it has arrived, while `fill` runs. `reuse` yields the same buffer
 * again: for consumers that are done with a chunk before they ask for the next.
 */
export async function* readSpan(
  entry: Entry,
  span: ByteSpan,
  options: { fill: Promise<void>; call: Call; served: Served; reuse?: boolean },
): AsyncGenerator<Buffer> {
  const { call } = options;
  let failure: { error: unknown } | null = null;
  let wake = () => {};
  const look = () => wake();
  const fail = (error: unknown) => {
    failure ??= { error };
    wake();
  };
  const leave = () => fail(call.signal?.reason);
  let filled = false;
  options.fill.then(() => {
    filled = true;
    look();
  }, fail);
  call.signal?.addEventListener("abort", leave, { once: true });
  entry.listeners.add(look);
  const kept = options.reuse ? Buffer.allocUnsafeSlow(chunkBytes) : null;
  try {
    for (let at = span.startByte; at < span.endByte; ) {
      call.signal?.throwIfAborted();
      const until = Math.min(entry.readableUntil(at), span.endByte, at + chunkBytes);
      if (until > at) {
        const buffer = kept ?? Buffer.allocUnsafe(until - at);
        const count = await entry.read(buffer, at, until - at);
        if (count === 0) throw new Error("A data file of the source cache is shorter than its journal says");
        countServed({ startByte: at, endByte: at + count }, options);
        yield buffer.subarray(0, count);
        at += count;
      } else if (failure !== null) {
        throw (failure as { error: unknown }).error;
      } else if (filled) {
        throw new Error("The source cache said that bytes are there which are not");
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    entry.listeners.delete(look);
    call.signal?.removeEventListener("abort", leave);
  }
}

function countServed(span: ByteSpan, options: { call: Call; served: Served }) {
  const { meter, fetched } = options.call;
  options.served(span, fetched);
  if (meter) meter.cacheBytes += cachedBytes(span, fetched);
}

/** Bytes of the span that this call did not fetch itself. */
export function cachedBytes(span: ByteSpan, fetched: SpanSet): number {
  let bytes = 0;
  for (let at = span.startByte; at < span.endByte; ) {
    const own = Math.min(endOfRun(fetched, at), span.endByte);
    if (own > at) at = own;
    else {
      const next = fetched.find((one) => one.startByte > at)?.startByte ?? span.endByte;
      const until = Math.min(next, span.endByte);
      bytes += until - at;
      at = until;
    }
  }
  return bytes;
}

/**
 * A stream over chunks, made when the first one is there: what can't be read at all rejects here, before anything was sent.
 * `left` runs once when the stream ends, fails or is destroyed, even if nobody ever read from it.
 */
export async function streamOf(chunks: AsyncGenerator<Buffer>, left: () => void): Promise<Readable> {
  let first: Promise<IteratorResult<Buffer>> | null = chunks.next();
  await first.catch((error) => {
    left();
    throw error;
  });
  return new Readable({
    highWaterMark: 2 * chunkBytes,
    read() {
      const next = first ?? chunks.next();
      first = null;
      next.then(
        ({ value, done }) => this.push(done ? null : value),
        (error) => this.destroy(error),
      );
    },
    destroy(error, callback) {
      left();
      // Not awaited: a generator that waits for bytes ends when `left` wakes it.
      chunks.return(undefined).catch(() => {});
      callback(error);
    },
  });
}

/** Writes chunks one after another from `position` on; returns the position after the last byte. */
export async function writeChunks(to: FileHandle, chunks: AsyncIterable<Buffer>, position: number): Promise<number> {
  let at = position;
  for await (const chunk of chunks) {
    for (let done = 0; done < chunk.length; ) {
      const { bytesWritten } = await to.write(chunk, done, chunk.length - done, at);
      done += bytesWritten;
      at += bytesWritten;
    }
  }
  return at;
}

/** Runs `write` with an open file: the given one (left open), or a new one at the path, removed again on failure. */
export async function withTarget<T>(target: string | FileHandle, write: (to: FileHandle) => Promise<T>): Promise<T> {
  if (typeof target !== "string") return write(target);
  const to = await fs.open(target, "w");
  try {
    const result = await write(to);
    await to.close();
    return result;
  } catch (error) {
    await to.close().catch(() => {});
    await fs.rm(target, { force: true });
    throw error;
  }
}
