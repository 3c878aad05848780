import { watch } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Entry, listClaims } from "./entry.ts";
import { claimsDir } from "./entry-files.ts";
import { type ByteSpan, intersectSpans, type SpanSet, spanSet, subtractSpans } from "./model.ts";
import { ageMs, type Mutex } from "./mutex.ts";
import { isOwnerAlive, type OwnerName } from "./owner.ts";

/**
 * Which process fetches what. Claims only keep a byte from being fetched twice; no byte's correctness rests on them:
 * two processes that fetch the same span write the same bytes to the same place.
 */
export type Claims = {
  /** Of the span's missing bytes: `mine` is claimed for us now, `foreign` is being fetched by other living processes. */
  claim: (entry: Entry, span: ByteSpan, ignoreForeign: boolean) => Promise<{ mine: SpanSet; foreign: SpanSet }>;
  unclaim: (entry: Entry, span: ByteSpan) => Promise<void>;
  /** Waits until the others' spans are there or nobody fetches them any more; false when they got nothing done in time. */
  waitForOthers: (entry: Entry, foreign: SpanSet, signal: AbortSignal) => Promise<boolean>;
};

export function openClaims(options: { mutex: Mutex; owner: OwnerName; patienceMs: number }): Claims {
  const { mutex, owner, patienceMs } = options;
  const fileOf = (entry: Entry, span: ByteSpan) =>
    path.join(claimsDir(entry.dir()), `${span.startByte}-${span.endByte}-${owner}`);

  /** Claims of other living processes; those of dead ones are removed. */
  async function listForeign(entry: Entry): Promise<SpanSet> {
    const foreign: ByteSpan[] = [];
    for (const claim of await listClaims(entry)) {
      if (claim.owner === owner) continue;
      if (isOwnerAlive(claim.owner, await ageMs(claim.file))) foreign.push(claim);
      else await fs.rm(claim.file, { force: true });
    }
    return spanSet(foreign);
  }

  return {
    claim: (entry, span, ignoreForeign) =>
      mutex.run(entry.id, async () => {
        // Claims go after their bytes are noted: looked for in this order, a span is seen as claimed, as there, or as both.
        const claimed = ignoreForeign ? [] : await listForeign(entry);
        await entry.refresh();
        const missing = subtractSpans([span], entry.cached());
        if (missing.length === 0) return { mine: [], foreign: [] };
        const foreign = intersectSpans(missing, claimed);
        const mine = subtractSpans(missing, foreign);
        // An entry that was dropped meanwhile has no folder for claims: its bytes are fetched all the same.
        for (const one of mine) await fs.writeFile(fileOf(entry, one), "").catch(() => {});
        return { mine, foreign };
      }),
    unclaim: (entry, span) => fs.rm(fileOf(entry, span), { force: true }),
    waitForOthers: async (entry, foreign, signal) => {
      let deadlineMs = Date.now() + patienceMs;
      let left = foreign;
      for (let waitMs = 25; ; waitMs = Math.min(waitMs * 2, 1_000)) {
        const change = watchOnce(claimsDir(entry.dir()), waitMs, signal);
        try {
          // The watch begins before the look, so that a change in between is not missed.
          const claimed = await listForeign(entry);
          await entry.refresh();
          const now = subtractSpans(foreign, entry.cached());
          if (subtractSpans(now, claimed).length > 0 || now.length === 0) return true;
          if (subtractSpans(left, now).length > 0) deadlineMs = Date.now() + patienceMs;
          left = now;
          if (Date.now() > deadlineMs) return false;
          await change.happened;
          signal.throwIfAborted();
        } finally {
          change.stop();
        }
      }
    },
  };
}

/** Resolves at the next change in a folder, after `mostMs`, or at abort; never rejects. */
function watchOnce(dir: string, mostMs: number, signal: AbortSignal): { happened: Promise<void>; stop: () => void } {
  const over = new AbortController();
  const stop = () => over.abort();
  signal.addEventListener("abort", stop, { once: true });
  const happened = delay(mostMs, undefined, { signal: over.signal }).catch(() => {});
  try {
    const watcher = watch(dir, { signal: over.signal }, stop);
    watcher.on("error", () => {});
  } catch {
    // No watches left, or the folder is gone: the timer alone wakes us.
  }
  return {
    happened,
    stop: () => {
      signal.removeEventListener("abort", stop);
      stop();
    },
  };
}
