import type { StartRead } from "#lib/vods/plan-start.ts";
import { takeRead } from "./early-reads.ts";

/** Waits before another try of a read that failed. */
const retryAfterMs = [0, 500, 1_000, 2_000, 4_000, 8_000];
/** The server can't be reached, or refuses. */
export class Unreachable extends Error {}

/** Bytes of an address, begun early or asked for now; tried again when that fails. Throws `Unreachable`. */
export async function readBytes({ url, range }: StartRead, signal: AbortSignal): Promise<ArrayBuffer> {
  for (const waitMs of [...retryAfterMs, null]) {
    signal.throwIfAborted();
    const read = takeRead(url, range);
    const abort = () => read?.abort();
    signal.addEventListener("abort", abort, { once: true });
    try {
      return read ? await read.bytes : await fetchBytes({ url, range }, signal);
    } catch {
      signal.throwIfAborted();
      if (waitMs) await pause(waitMs, signal);
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }
  throw new Unreachable();
}

/** Waits, or until it is called off. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener("abort", end, { once: true });
  });

async function fetchBytes({ url, range }: StartRead, signal: AbortSignal): Promise<ArrayBuffer> {
  const headers = new Headers(range ? { range: `bytes=${range.firstByte}-${range.lastByte}` } : {});
  const answer = await fetch(url, { headers, signal });
  if (answer.status !== (range ? 206 : 200)) throw new Error(`Answered with ${answer.status}`);
  return answer.arrayBuffer();
}
