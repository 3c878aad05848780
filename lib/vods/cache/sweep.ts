import fs from "node:fs/promises";
import path from "node:path";
import type { Log } from "#lib/platform/log.ts";
import type { ObjectStore } from "#lib/platform/object-store/model.ts";
import {
  dataFile,
  type EntryFacts,
  findEntryFacts,
  isPinned,
  type Layout,
  protectedFile,
  renameEntry,
  trashEntry,
  usedFile,
} from "./entry-files.ts";
import type { SweepReport } from "./model.ts";
import type { Mutex } from "./mutex.ts";
import { isOwnerAlive } from "./owner.ts";

/** What the sweep knows of an entry. `sizeBytes` = its blocks on disk; 0 while another file shares them. */
export type SweepItem = {
  id: string;
  dir: string;
  sizeBytes: number;
  lastUsedMs: number;
  pinned: boolean;
  protected: boolean;
};

/**
 * Which entries may go, in the order they go: coldest first, the bigger first of two equally cold. Never one that is in
 * use, nor the only copy of its bytes; nor one whose bytes another file shares, since that would free nothing.
 */
export const orderSweep = <Item extends Omit<SweepItem, "dir">>(items: readonly Item[]): Item[] =>
  items
    .filter((item) => !item.pinned && !item.protected && item.sizeBytes > 0)
    .sort((a, b) => a.lastUsedMs - b.lastUsedMs || b.sizeBytes - a.sizeBytes || (a.id < b.id ? -1 : 1));

/** Every entry on disk. Broken ones count as never used. */
export async function listSweepItems(layout: Layout): Promise<SweepItem[]> {
  const items: SweepItem[] = [];
  for (const id of await fs.readdir(layout.entries)) {
    const dir = path.join(layout.entries, id);
    const found = await findEntryFacts(dir);
    const data = found && (await fs.stat(dataFile(dir, found)).catch(() => null));
    const used = await fs.stat(usedFile(dir)).catch(() => null);
    items.push({
      id,
      dir,
      sizeBytes: data ? (data.nlink > 1 ? 0 : data.blocks * 512) : 1,
      lastUsedMs: data && used ? used.mtimeMs : 0,
      pinned: await isPinned(dir),
      protected: await isProtected(dir),
    });
  }
  return items;
}

const isProtected = async (dir: string): Promise<boolean> =>
  (await fs.stat(protectedFile(dir)).catch(() => null)) !== null;

export type Sweep = (wanted: { freeBytes: number; cacheBytes: number }) => Promise<SweepReport>;

/**
 * Makes the sweep: deletes entries in `orderSweep`'s order until the disk has `freeBytes` free and the cache holds at most
 * `cacheBytes`, or none is left that may go.
 */
export function createSweep(options: {
  layout: Layout;
  mutex: Mutex;
  store: Pick<ObjectStore, "findObject">;
  findFreeBytes: () => Promise<number>;
  log: Log;
}): Sweep {
  const { layout, mutex, log } = options;

  async function deleteIfUnused(item: SweepItem): Promise<boolean> {
    return mutex.run(item.id, async (locked) => {
      // Opening and adopting take the same lock: what isn't pinned now can't be in use when it goes.
      if (!locked || (await isPinned(item.dir)) || (await isProtected(item.dir))) return false;
      return trashEntry(layout, item.dir);
    });
  }

  return (wanted) =>
    mutex.run("sweep", async () => {
      const items = await listSweepItems(layout);
      for (const item of items.filter((one) => one.protected)) {
        await unprotectStored(layout, mutex, options.store, item.dir).catch((error) =>
          log.warn({ err: error, entry: item.id }, "could not ask the store about an adopted file"),
        );
      }
      let cacheBytes = items.reduce((sum, item) => sum + item.sizeBytes, 0);
      const report: SweepReport = { deletedIds: [], freedBytes: 0 };
      for (const item of orderSweep(items)) {
        if (cacheBytes <= wanted.cacheBytes && (await options.findFreeBytes()) >= wanted.freeBytes) break;
        if (!(await deleteIfUnused(item))) continue;
        cacheBytes -= item.sizeBytes;
        report.freedBytes += item.sizeBytes;
        report.deletedIds.push(item.id);
      }
      if (report.deletedIds.length > 0) log.info(report, "swept the source cache");
      return report;
    });
}

/** An adopter that died before it said "stored": the store is asked instead. A key belongs to one attempt, so size decides. */
async function unprotectStored(layout: Layout, mutex: Mutex, store: Pick<ObjectStore, "findObject">, dir: string) {
  const adopter = await fs.readFile(protectedFile(dir), "utf8");
  const found = await findEntryFacts(dir);
  if (!found || isOwnerAlive(adopter, 0)) return;
  const stored = await store.findObject(found.key);
  if (stored?.sizeBytes !== found.sizeBytes) return;
  await mutex.run(path.basename(dir), () => confirmEntry(layout, dir, found, stored));
}

/** Ends an entry's protection and gives it the stored object's identity. Returns its folder. */
export async function confirmEntry(
  layout: Layout,
  dir: string,
  found: EntryFacts,
  stored: { key: string; etag: string; sizeBytes: number },
): Promise<string> {
  const moved = stored.etag === found.etag ? dir : await renameEntry(layout, dir, found, stored);
  await fs.rm(protectedFile(moved), { force: true });
  return moved;
}
