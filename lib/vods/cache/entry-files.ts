import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { formatRecord } from "./journal.ts";
import type { CacheObject } from "./model.ts";
import { ageMs } from "./mutex.ts";
import { bootName, isOwnerAlive, type OwnerName } from "./owner.ts";

/**
 * The cache's folder:
 *   entries/<id>/object.json       what the bytes are, and the names of the two files
 *                data.<n>          the object's bytes at their own offsets; holes where nothing was read yet
 *                ranges.<n>        the journal of the bytes that are there
 *                used              its modification time = last use
 *                pins/<owner>.<n>  in use: not swept
 *                claims/<start>-<end>-<owner>   being fetched
 *                protected         the store may not have it yet: not swept; holds the adopter's name
 *   locks/<id>   trash/<owner>.<n>   being made or deleted
 * The random <n> keeps data and journal together: a process that still holds the files of a deleted entry can't note
 * its bytes in the journal of a new one.
 */
export type Layout = { entries: string; locks: string; trash: string; owner: OwnerName };

const facts = z.object({
  key: z.string(),
  etag: z.string(),
  sizeBytes: z.number().int().nonnegative(),
  generation: z.uuid(),
});
export type EntryFacts = z.infer<typeof facts>;

/** Makes the folders where they are missing. */
export async function openLayout(dir: string, owner: OwnerName): Promise<Layout> {
  const [entries, locks, trash] = ["entries", "locks", "trash"].map((name) => path.join(dir, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [entries, locks, trash]) await fs.mkdir(folder, { recursive: true });
  return { entries, locks, trash, owner };
}

/** A folder to build or delete an entry in, out of everyone's sight. */
const asideDir = (layout: Layout): string => path.join(layout.trash, `${layout.owner}.${randomUUID()}`);

/** Deletes what dead processes left half built or half deleted. */
export async function removeLeftOvers(layout: Layout): Promise<void> {
  for (const name of await fs.readdir(layout.trash)) {
    const left = path.join(layout.trash, name);
    if (!isOwnerAlive(name, await ageMs(left))) await fs.rm(left, { recursive: true, force: true });
  }
}

/** The folder name of an object's entry. */
export const entryId = ({ key, etag, sizeBytes }: CacheObject): string =>
  createHash("sha256")
    .update(JSON.stringify([key, etag, sizeBytes]))
    .digest("hex")
    .slice(0, 32);

export const dataFile = (dir: string, { generation }: EntryFacts): string => path.join(dir, `data.${generation}`);
export const journalFile = (dir: string, { generation }: EntryFacts): string => path.join(dir, `ranges.${generation}`);
export const usedFile = (dir: string): string => path.join(dir, "used");
export const protectedFile = (dir: string): string => path.join(dir, "protected");
export const pinsDir = (dir: string): string => path.join(dir, "pins");
export const claimsDir = (dir: string): string => path.join(dir, "claims");

/** What the entry in `dir` holds; null when there is none or its files are not what they must be. */
export async function findEntryFacts(dir: string): Promise<EntryFacts | null> {
  try {
    const found = facts.parse(JSON.parse(await fs.readFile(path.join(dir, "object.json"), "utf8")));
    const [data, journal] = await Promise.all([fs.stat(dataFile(dir, found)), fs.stat(journalFile(dir, found))]);
    return data.size === found.sizeBytes && journal.isFile() ? found : null;
  } catch {
    return null;
  }
}

/**
 * Makes an entry as a whole or not at all, in place of what is in `dir`. With `adoptFile`, that file's bytes are the
 * data (shared by hard link where the disk can, else copied) and the entry is protected.
 */
export async function makeEntry(
  layout: Layout,
  object: CacheObject,
  adopt?: { filePath: string },
): Promise<EntryFacts> {
  const made: EntryFacts = {
    key: object.key,
    etag: object.etag,
    sizeBytes: object.sizeBytes,
    generation: randomUUID(),
  };
  const building = asideDir(layout);
  const dir = path.join(layout.entries, entryId(object));
  try {
    await fs.mkdir(pinsDir(building), { recursive: true });
    await fs.mkdir(claimsDir(building));
    if (adopt) {
      await linkOrCopy(adopt.filePath, dataFile(building, made));
      await fs.writeFile(protectedFile(building), layout.owner);
    }
    if (!adopt) await fs.writeFile(dataFile(building, made), "");
    if (!adopt) await fs.truncate(dataFile(building, made), object.sizeBytes);
    const whole = adopt ? formatRecord({ startByte: 0, endByte: object.sizeBytes }, bootName) : "";
    await fs.writeFile(journalFile(building, made), whole);
    await fs.writeFile(usedFile(building), "");
    await fs.writeFile(path.join(building, "object.json"), JSON.stringify(made));
    await trashEntry(layout, dir);
    await fs.rename(building, dir);
  } catch (error) {
    await fs.rm(building, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
  return made;
}

/** Takes an entry out of sight in one step, then deletes it. Those who have it open read on. False when there was none. */
export async function trashEntry(layout: Layout, dir: string): Promise<boolean> {
  const trash = asideDir(layout);
  try {
    await fs.rename(dir, trash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
  await fs.rm(trash, { recursive: true, force: true });
  return true;
}

/** Gives an entry the identity its object got in the store. */
export async function renameEntry(layout: Layout, from: string, made: EntryFacts, to: CacheObject): Promise<string> {
  const dir = path.join(layout.entries, entryId(to));
  const next = path.join(from, `object.json.${randomUUID()}`);
  await fs.writeFile(next, JSON.stringify({ ...made, etag: to.etag }));
  await fs.rename(next, path.join(from, "object.json"));
  await fs.rename(from, dir);
  return dir;
}

/** True when a living process uses the entry; pins of dead ones are removed on the way. */
export async function isPinned(dir: string): Promise<boolean> {
  let pinned = false;
  for (const name of await fs.readdir(pinsDir(dir)).catch(() => [])) {
    const file = path.join(pinsDir(dir), name);
    if (isOwnerAlive(name, await ageMs(file), 3_600_000)) pinned = true;
    else await fs.rm(file, { force: true });
  }
  return pinned;
}

/** A second name for the bytes where possible; else a clone of blocks, else a copy. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await fs.link(from, to);
  } catch {
    await fs.copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  }
}
