import { statfs } from "node:fs/promises";
import path from "node:path";
import { AppError } from "#lib/errors.ts";
import { formatBytes } from "#lib/time.ts";

/** Bytes still free for us on the disk of `dir`. Tests give one of their own. */
export type DiskSpaceProbe = (dir: string) => Promise<number>;

/** Bytes this process may still write to the disk of `dir` (a folder that does not exist yet counts as its parent). */
export async function findFreeDiskBytes(dir: string): Promise<number> {
  for (let at = path.resolve(dir); ; at = path.dirname(at)) {
    try {
      const { bavail, bsize } = await statfs(at);
      return bavail * bsize;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || at === path.dirname(at)) throw error;
    }
  }
}

/**
 * Makes sure that `neededBytes` can be written to the disk of `dir` and `minFreeBytes` stay free after it.
 * Throws `AppError("disk_full")` naming what is free and what is needed.
 */
export async function requireFreeDisk(
  dir: string,
  neededBytes: number,
  minFreeBytes: number,
  findFreeBytes: DiskSpaceProbe,
): Promise<void> {
  const freeBytes = await findFreeBytes(dir);
  if (freeBytes - neededBytes >= minFreeBytes) return;
  throw new AppError(
    "disk_full",
    `The disk has ${formatBytes(freeBytes)} free; this needs ${formatBytes(neededBytes)} and keeps ${formatBytes(minFreeBytes)} free. Make room, then try again.`,
    { details: { dir, freeBytes, neededBytes, minFreeBytes } },
  );
}
