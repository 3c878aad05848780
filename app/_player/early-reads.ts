import type { StartRead } from "#lib/vods/plan-start.ts";

type EarlyRead = { bytes: Promise<ArrayBuffer>; abort: () => void };

declare global {
  interface Window {
    /** Reads that were begun before the player asked for them, by address and range. */
    earlyReads?: Map<string, EarlyRead>;
  }
}

/**
 * Begins reads that the player is going to ask for; those under way already are left alone. Uses nothing outside of
 * itself: its text is also the script that begins them while the page is still loading its code.
 */
export function beginReads(reads: StartRead[]): void {
  window.earlyReads ??= new Map();
  for (const { url, range } of reads) {
    const asked = range ? `bytes=${range.firstByte}-${range.lastByte}` : "";
    const key = `${new URL(url, location.href).href} ${asked}`;
    if (window.earlyReads.has(key)) continue;
    const over = new AbortController();
    setTimeout(() => over.abort(), 60_000);
    // Kept from the browser's cache, which answers requests for one address one after the other.
    const headers = new Headers(range ? { range: asked } : {});
    const bytes = fetch(url, { headers, signal: over.signal, cache: "no-store" }).then((answer) => {
      if (answer.status !== (range ? 206 : 200)) throw new Error(`Answered with ${answer.status}`);
      return answer.arrayBuffer();
    });
    // The player asks again for what failed, and tells of it.
    bytes.catch(() => {});
    window.earlyReads.set(key, { bytes, abort: () => over.abort() });
  }
}

/** A read begun early, once: whoever takes it has it. Null where there is none. */
export function takeRead(url: string, range: StartRead["range"]): EarlyRead | null {
  const asked = range ? `bytes=${range.firstByte}-${range.lastByte}` : "";
  const key = `${new URL(url, location.href).href} ${asked}`;
  const read = window.earlyReads?.get(key) ?? null;
  window.earlyReads?.delete(key);
  return read;
}

/** Ends the reads that nobody took. */
export function dropReads(): void {
  for (const read of window.earlyReads?.values() ?? []) read.abort();
  window.earlyReads?.clear();
}
