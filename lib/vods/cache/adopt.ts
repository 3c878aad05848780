import fs from "node:fs/promises";
import path from "node:path";
import { AppError } from "#lib/errors.ts";
import { entryId, findEntryFacts, type Layout, makeEntry, trashEntry } from "./entry-files.ts";
import type { CacheObject } from "./model.ts";
import type { Mutex } from "./mutex.ts";
import type { OpenEntries } from "./open-entries.ts";
import type { Room } from "./room.ts";
import { confirmEntry } from "./sweep.ts";

type Parts = { layout: Layout; mutex: Mutex; room: Room; entries: OpenEntries };

/**
 * Takes a local file's bytes in as a whole, by hard link where possible: the file must not be written to afterwards.
 * The entry is protected from sweeps until `confirmStored`. Throws `conflict` when the size is not the object's.
 */
export async function adoptFile(parts: Parts, object: CacheObject, filePath: string): Promise<void> {
  const { layout, mutex, room, entries } = parts;
  const file = await fs.stat(filePath);
  if (file.size !== object.sizeBytes) {
    throw new AppError("conflict", "The file changed while it was taken in. Start its import again.", {
      details: { key: object.key, expectedBytes: object.sizeBytes, foundBytes: file.size },
    });
  }
  // On one disk the bytes get a second name and take no room.
  const neededBytes = (await fs.stat(layout.entries)).dev === file.dev ? 0 : file.size;
  const ticket = room.reserve(neededBytes);
  try {
    await ticket.ready;
    await mutex.run(entryId(object), () => makeEntry(layout, object, { filePath }));
    entries.detach(entryId(object));
  } finally {
    ticket.give(neededBytes);
  }
}

/**
 * The store has the object: its adopted entry (made under the same key and size, with this etag or none) gets its identity
 * and may be swept from now on. Nothing happens when there is no such entry.
 */
export async function confirmStored(parts: Omit<Parts, "room">, stored: CacheObject): Promise<void> {
  const { layout, mutex, entries } = parts;
  const finalId = entryId(stored);
  const adoptedId = entryId({ ...stored, etag: "" });
  await mutex.run(finalId, async () => {
    const finalDir = path.join(layout.entries, finalId);
    const present = await findEntryFacts(finalDir);
    if (present) await confirmEntry(layout, finalDir, present, stored);
    if (adoptedId === finalId) return;
    await mutex.run(adoptedId, async () => {
      const adoptedDir = path.join(layout.entries, adoptedId);
      const adopted = await findEntryFacts(adoptedDir);
      if (!adopted) return;
      // Someone read the object from the store meanwhile: the adopted entry is whole, the other need not be.
      await trashEntry(layout, finalDir);
      entries.detach(finalId);
      const open = await entries.find(adoptedId);
      const dir = await confirmEntry(layout, adoptedDir, adopted, stored);
      open?.moveTo(dir);
      entries.rename(adoptedId, finalId);
    });
  });
}

/** Deletes an object's entry; who reads from it reads on. */
export async function dropEntry(parts: Omit<Parts, "room">, object: CacheObject): Promise<void> {
  const id = entryId(object);
  parts.entries.detach(id);
  await parts.mutex.run(id, () => trashEntry(parts.layout, path.join(parts.layout.entries, id)));
  parts.entries.detach(id);
}
