import type { IncomingMessage } from "node:http";
import { AppError } from "#lib/errors.ts";
import { formatBytes } from "#lib/time.ts";
import type { FetchLimits } from "./model.ts";

/** The body's bytes within the limits. Time spent by the reader with a chunk isn't held against the server. */
export async function* readBody(answer: IncomingMessage, limits: FetchLimits): AsyncGenerator<Buffer> {
  let sizeBytes = 0;
  let lap = { waitedMs: 0, bytes: 0 };
  const source = answer[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const askedAt = performance.now();
      const next = await within(source.next(), limits.idleMs);
      if (next.done) break;
      sizeBytes += next.value.length;
      if (sizeBytes > limits.maxBytes) throw tooMuch(limits.maxBytes);
      lap = { waitedMs: lap.waitedMs + performance.now() - askedAt, bytes: lap.bytes + next.value.length };
      if (lap.waitedMs >= limits.idleMs) {
        if (lap.bytes < (limits.minBytesPerSecond * lap.waitedMs) / 1000) throw tooSlow();
        lap = { waitedMs: 0, bytes: 0 };
      }
      yield next.value;
    }
  } finally {
    answer.destroy();
  }
  if (!answer.complete) throw new AppError("fetch_failed", "The connection broke before the end. Try again.");
}

export const tooMuch = (maxBytes: number) =>
  new AppError("too_large", `The server sends more than may be taken here (${formatBytes(maxBytes)}).`);

const tooSlow = () =>
  new AppError("fetch_failed", "The server sends too slowly and was given up. Try again later, or use another server.");

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow()), ms);
  });
  // What comes after we gave up has nobody waiting for it.
  work.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
