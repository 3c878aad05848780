import { setTimeout as delay } from "node:timers/promises";
import { AppError, describeError } from "#lib/errors.ts";
import type { ObjectStore } from "#lib/platform/object-store/model.ts";
import type { Entry } from "./entry.ts";
import type { ByteSpan } from "./model.ts";

/** Tries without a single new byte before a fetch is given up. */
const triesWithoutProgress = 4;
/** Tries in all, for a store that breaks off again and again. */
const triesInAll = 32;

/** Bytes kept in memory before they are written, for each fetch: small chunks cost more to write than to receive. */
const heldMostBytes = 512 * 1024;

export type FetchOptions = {
  store: Pick<ObjectStore, "getRange">;
  /** Ends the fetch; aborted when the cache is closed. */
  signal: AbortSignal;
  /** Wait before the first repeat; doubled each time. */
  retryDelayMs: number;
  /** A connection that brings nothing for so long is dropped and the rest asked for again. */
  stallMs: number;
  onBytes: (count: number) => void;
};

/**
 * Reads a span from the store into the entry's data file. A broken connection or a short answer is continued where it
 * ended; an answer longer than asked for is wrong as a whole and is taken back.
 * Returns the span that arrived, with the error that ended it early.
 */
export async function fetchSpan(
  entry: Entry,
  span: ByteSpan,
  options: FetchOptions,
): Promise<{ arrived: ByteSpan; error: unknown }> {
  let at = span.startByte;
  const held: Uint8Array[] = [];
  let heldBytes = 0;
  const flush = async () => {
    const startByte = at;
    const count = heldBytes;
    const chunks = held.splice(0);
    heldBytes = 0;
    if (count === 0) return;
    await entry.write(chunks, startByte);
    at += count;
  };
  for (let tries = 1, idle = 1; ; tries += 1, idle += 1) {
    const before = at;
    try {
      try {
        for await (const chunk of chunksOf(entry, { ...span, startByte: at }, options)) {
          options.onBytes(chunk.byteLength);
          if (at + heldBytes + chunk.byteLength > span.endByte) {
            entry.retract(span);
            const error = wrongAnswer(entry, "more bytes than asked for");
            return { arrived: { ...span, endByte: span.startByte }, error };
          }
          held.push(chunk);
          heldBytes += chunk.byteLength;
          // The first bytes are passed on at once, for the reader that waits for them; later ones in bigger writes.
          if (heldBytes >= heldMostBytes || at === span.startByte) await flush();
        }
      } finally {
        await flush();
      }
      if (at === span.endByte) return { arrived: span, error: null };
      throw wrongAnswer(entry, "fewer bytes than asked for");
    } catch (thrown) {
      const error = noSpace(thrown);
      if (at > before) idle = 1;
      const hopeless = !describeError(error).retry || (error instanceof AppError && error.code === "disk_full");
      if (options.signal.aborted || hopeless || idle >= triesWithoutProgress || tries >= triesInAll) {
        return { arrived: { ...span, endByte: at }, error };
      }
      await delay(options.retryDelayMs * 2 ** (idle - 1), null, { signal: options.signal }).catch(() => {});
    }
  }
}

async function* chunksOf(entry: Entry, span: ByteSpan, options: FetchOptions): AsyncGenerator<Uint8Array> {
  const { key, etag } = entry.object;
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(wrongAnswer(entry, "no bytes for too long")), options.stallMs);
  try {
    const body = await options.store.getRange(
      key,
      { firstByte: span.startByte, lastByte: span.endByte - 1 },
      { ifMatch: etag === "" ? undefined : etag, signal: AbortSignal.any([options.signal, stalled.signal]) },
    );
    for await (const chunk of body) {
      timer.refresh();
      yield chunk as Uint8Array;
    }
  } finally {
    clearTimeout(timer);
  }
}

const wrongAnswer = (entry: Entry, what: string): AppError =>
  new AppError("store_unavailable", `The store's answer broke off or was wrong (${what}). It is tried again.`, {
    details: { key: entry.object.key },
  });

/** A full disk as `disk_full`; every other error as it is. */
export function noSpace(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  return new AppError("disk_full", "The disk of the source cache is full. Make room, then try again.", {
    cause: error,
  });
}
