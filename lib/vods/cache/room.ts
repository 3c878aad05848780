import { AppError } from "#lib/errors.ts";
import { formatBytes } from "#lib/time.ts";

/** Bytes set aside for a pull. `ready` rejects with `disk_full` when there is no room; `give` hands bytes back as they are settled. */
export type Ticket = { ready: Promise<void>; give: (bytes: number) => void };

export type Room = { reserve: (neededBytes: number) => Ticket };

/**
 * Sees to it that a pull fits before it begins: sweeps first when the disk would go below `minFreeBytes` or the cache
 * above `maxBytes`, and refuses when the disk still has too little. Bytes of pulls under way count as used.
 * Entries in use are never swept, so they alone may hold the cache above `maxBytes`.
 */
export function createRoom(options: {
  dir: string;
  maxBytes: number;
  minFreeBytes: number;
  findFreeBytes: (dir: string) => Promise<number>;
  /** Bytes the cache has on disk; may be a moment old. */
  findCacheBytes: () => Promise<number>;
  /** Deletes coldest entries until both are reached or none is left that may go. */
  sweep: (wanted: { freeBytes: number; cacheBytes: number }) => Promise<unknown>;
}): Room {
  const { dir, maxBytes, minFreeBytes, findFreeBytes } = options;
  let pendingBytes = 0;

  async function require(neededBytes: number): Promise<void> {
    const wanted = { freeBytes: minFreeBytes + pendingBytes, cacheBytes: Math.max(0, maxBytes - pendingBytes) };
    const [freeBytes, cacheBytes] = await Promise.all([findFreeBytes(dir), options.findCacheBytes()]);
    if (freeBytes >= wanted.freeBytes && cacheBytes <= wanted.cacheBytes) return;
    await options.sweep(wanted);
    const leftBytes = await findFreeBytes(dir);
    if (leftBytes >= wanted.freeBytes) return;
    throw new AppError(
      "disk_full",
      `The disk has ${formatBytes(leftBytes)} free; reading this recording needs ${formatBytes(neededBytes)} and keeps ${formatBytes(minFreeBytes)} free. Make room, then try again.`,
      { details: { dir, freeBytes: leftBytes, neededBytes, minFreeBytes } },
    );
  }

  return {
    reserve: (neededBytes) => {
      if (neededBytes <= 0) return { ready: Promise.resolve(), give: () => {} };
      pendingBytes += neededBytes;
      const ready = require(neededBytes);
      ready.catch(() => {});
      return {
        ready,
        give: (bytes) => {
          pendingBytes -= bytes;
        },
      };
    },
  };
}
