import type { CDPSession, Page } from "@playwright/test";

export type WireAnswer = { path: string; type: string; bytes: number };

/** Everything that comes over the wire for a page from now on, compressed as it comes, headers included. */
export async function watchWire(page: Page): Promise<{ answers: () => WireAnswer[] }> {
  const session = await page.context().newCDPSession(page);
  const known = new Map<string, WireAnswer>();
  session.on("Network.responseReceived", ({ requestId, response, type }) =>
    known.set(requestId, { path: new URL(response.url).pathname, type, bytes: 0 }),
  );
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const answer = known.get(requestId);
    if (answer) answer.bytes = encodedDataLength;
  });
  await session.send("Network.enable");
  return { answers: () => [...known.values()] };
}

/** The middle one of sorted values, or the one `part` of the way to the largest. */
export function quantile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

export const median = (values: number[]): number => quantile(values, 0.5);

/** Bytes a page's scripts hold after everything unused is collected, buffers included, and its nodes. */
export async function readMemory(session: CDPSession): Promise<{ megabytes: number; nodes: number }> {
  for (let round = 0; round < 3; round += 1) await session.send("HeapProfiler.collectGarbage");
  const heap = (await session.send("Runtime.getHeapUsage")) as { usedSize: number; backingStorageSize?: number };
  const { nodes } = await session.send("Memory.getDOMCounters");
  return { megabytes: (heap.usedSize + (heap.backingStorageSize ?? 0)) / 1e6, nodes };
}
