import type { Entry } from "./entry.ts";
import type { Call, Fill } from "./fill.ts";
import { readSpan, type Served } from "./read.ts";

/** Where recent sequential reads stopped, and how far the next one may read ahead. */
export type Tails = {
  take: (id: string, byte: number) => number | null;
  put: (id: string, byte: number, stepBytes: number) => void;
};

/** Remembers the last `most` ends. A read that starts anywhere else is a seek. */
export function createTails(most = 256): Tails {
  const steps = new Map<string, number>();
  return {
    take: (id, byte) => {
      const step = steps.get(`${id}:${byte}`) ?? null;
      steps.delete(`${id}:${byte}`);
      return step;
    },
    put: (id, byte, stepBytes) => {
      steps.set(`${id}:${byte}`, stepBytes);
      if (steps.size > most) steps.delete(steps.keys().next().value!);
    },
  };
}

/**
 * Yields bytes from `fromByte` up to `endByte` for a reader that may stop at any time: 1 MiB is fetched first, then twice
 * as much each time up to `mostBytes`. A step that has begun is fetched to its end even when the reader leaves.
 */
export async function* readSteps(
  entry: Entry,
  from: { fromByte: number; endByte: number; stepBytes: number; mostBytes: number },
  options: { fill: Fill; call: Call; served: Served; onEnd: (byte: number, nextStepBytes: number) => void },
): AsyncGenerator<Buffer> {
  let { stepBytes, fromByte: at } = from;
  try {
    while (at < from.endByte) {
      const step = { startByte: at, endByte: Math.min(at + stepBytes, from.endByte) };
      const staying: Call = { ...options.call, signal: undefined };
      const fill = options.fill(entry, step, staying);
      const leaving: Call = {
        ...options.call,
        get fetched() {
          return staying.fetched;
        },
      };
      stepBytes = Math.min(stepBytes * 2, from.mostBytes);
      for await (const chunk of readSpan(entry, step, { fill, call: leaving, served: options.served })) {
        at += chunk.byteLength;
        yield chunk;
      }
    }
  } finally {
    options.onEnd(at, stepBytes);
  }
}
