import fs from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "#lib/platform/log.ts";
import { isOwnerAlive, type OwnerName } from "./owner.ts";

/** Runs short sections one at a time, over all processes that use the same folder. */
export type Mutex = {
  /** `locked` is false when a living holder didn't let go in time: then only work that is safe unlocked may be done. */
  run: <T>(name: string, section: (locked: boolean) => Promise<T>) => Promise<T>;
};

/**
 * A lock is a symbolic link whose text is its holder's name: made in one step, so it never exists without a holder.
 * A dead holder's lock is removed under a lock of its own (`<name>~`), or two processes could each remove "the stale one"
 * and the second would remove the first one's new lock.
 */
export function openMutex(options: { dir: string; owner: OwnerName; log: Log; patienceMs?: number }): Mutex {
  const { dir, owner, log, patienceMs = 10_000 } = options;
  const queues = new Map<string, Promise<unknown>>();

  async function acquire(file: string, deadlineMs: number): Promise<boolean> {
    for (let waitMs = 1; ; waitMs = Math.min(waitMs * 2, 32)) {
      try {
        await fs.symlink(owner, file);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const holder = await fs.readlink(file).catch(() => null);
      if (holder === null) continue;
      if (isOwnerAlive(holder, await ageMs(file), patienceMs)) {
        if (Date.now() > deadlineMs) return false;
        await delay(waitMs * (0.5 + Math.random() / 2));
      } else if (!(await breakLock(file, holder, deadlineMs))) return false;
    }
  }

  async function breakLock(file: string, holder: OwnerName, deadlineMs: number): Promise<boolean> {
    const guard = `${file}~`;
    if (!(await acquire(guard, deadlineMs))) return false;
    try {
      if ((await fs.readlink(file).catch(() => null)) === holder) await fs.rm(file, { force: true });
      return true;
    } finally {
      await fs.rm(guard, { force: true });
    }
  }

  async function hold<T>(name: string, section: (locked: boolean) => Promise<T>): Promise<T> {
    const file = path.join(dir, name);
    const locked = await acquire(file, Date.now() + patienceMs);
    if (!locked) log.warn({ lock: name }, "a lock of the source cache is held for long; going on without it");
    try {
      return await section(locked);
    } finally {
      if (locked) await fs.rm(file, { force: true });
    }
  }

  return {
    run: (name, section) => {
      const before = queues.get(name) ?? Promise.resolve();
      const result = before.then(() => hold(name, section));
      const settled: Promise<unknown> = result.then(forget, forget);
      function forget() {
        if (queues.get(name) === settled) queues.delete(name);
      }
      queues.set(name, settled);
      return result;
    },
  };
}

/** Milliseconds since the file was last changed; 0 when it is gone. */
export async function ageMs(file: string): Promise<number> {
  const stat = await fs.lstat(file).catch(() => null);
  return stat ? Date.now() - stat.mtimeMs : 0;
}
