import { type Entry, openEntry } from "./entry.ts";
import { entryId } from "./entry-files.ts";
import type { CacheObject } from "./model.ts";

type Held = { entry: Promise<Entry>; users: number };

/** The entries this process has open: opened once however many use them, closed when the last one is done. */
export type OpenEntries = {
  take: (object: CacheObject) => Promise<Entry>;
  /** One more user of an entry that is open; `release` ends it, once. */
  hold: (entry: Entry) => () => void;
  release: (entry: Entry) => void;
  /** The next `take` opens anew; those who have it open keep it. */
  detach: (id: string) => void;
  find: (id: string) => Promise<Entry> | null;
  /** The open entry goes on under another name. */
  rename: (fromId: string, toId: string) => void;
  /** Settles when the entries released so far are unpinned. */
  unpinned: () => Promise<void>;
  /** Waits for the fetches under way, then closes every entry, in use or not. */
  closeAll: () => Promise<void>;
};

export function createOpenEntries(options: Omit<Parameters<typeof openEntry>[0], "object">): OpenEntries {
  const byId = new Map<string, Held>();
  const users = new Map<Entry, Held>();
  const unpinning = new Set<Promise<void>>();
  const closing = new Set<Promise<void>>();

  function release(entry: Entry): void {
    const held = users.get(entry);
    if (!held) return;
    held.users -= 1;
    if (held.users === 0) close(entry, held);
  }

  function close(entry: Entry, held: Held): void {
    users.delete(entry);
    for (const [id, one] of byId) if (one === held) byId.delete(id);
    const unpinned: Promise<void> = entry.unpin().finally(() => unpinning.delete(unpinned));
    unpinning.add(unpinned);
    const closed: Promise<void> = unpinned.then(entry.close, entry.close).finally(() => closing.delete(closed));
    closed.catch(() => {});
    closing.add(closed);
  }

  return {
    take: async (object) => {
      const id = entryId(object);
      let held = byId.get(id);
      if (!held) {
        held = { entry: openEntry({ ...options, object }), users: 0 };
        byId.set(id, held);
      }
      held.users += 1;
      try {
        const entry = await held.entry;
        users.set(entry, held);
        return entry;
      } catch (error) {
        if (byId.get(id) === held) byId.delete(id);
        throw error;
      }
    },
    hold: (entry) => {
      const use = users.get(entry);
      if (use) use.users += 1;
      let held = true;
      return () => {
        if (held) release(entry);
        held = false;
      };
    },
    release,
    detach: (id) => {
      byId.delete(id);
    },
    find: (id) => byId.get(id)?.entry ?? null,
    rename: (fromId, toId) => {
      const held = byId.get(fromId);
      byId.delete(fromId);
      if (held && !byId.has(toId)) byId.set(toId, held);
    },
    unpinned: async () => {
      await Promise.allSettled([...unpinning]);
    },
    closeAll: async () => {
      const flights = [...users.keys()].flatMap((entry) => [...entry.flights].map((flight) => flight.done));
      await Promise.allSettled(flights);
      for (const [entry, held] of users) close(entry, held);
      await Promise.allSettled([...closing]);
    },
  };
}
