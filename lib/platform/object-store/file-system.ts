import { randomInt, randomUUID } from "node:crypto";
import type { BigIntStats } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { addAbortSignal, Readable } from "node:stream";
import { AppError } from "#lib/errors.ts";
import { changed, notFound, pastTheEnd, requireKey, requirePrefix, requireRange } from "./key.ts";
import type { ByteRange, GetOptions, ListedObject, ObjectInfo, ObjectStore } from "./model.ts";
import { writeIncoming } from "./write-incoming.ts";

/** Puts are written here first; no key starts with a dot, so it is never listed. */
const incoming = ".incoming";

/**
 * Objects as plain files below `rootDir`, one a key.
 *
 * The etag is size + modification time in microseconds, and every put sets a modification time of its own (random
 * microseconds), so two puts of one key differ even in the same clock tick. No hash: `head` stays one `stat`, and no
 * 40 GB file is read twice. No inode: a backup restored with `cp -a` or `rsync -a` keeps its etags.
 */
export function openFileSystemStore(rootDir: string): ObjectStore {
  const fileOf = (key: string) => path.join(rootDir, requireKey(key));

  async function findListed(key: string): Promise<ListedObject | null> {
    const stat = await fs.stat(fileOf(key), { bigint: true }).catch((error) => {
      if (isMissing(error)) return null;
      throw storeError(error, key);
    });
    return stat?.isFile() ? { ...infoOf(key, stat), modifiedAt: new Date(Number(stat.mtimeMs)) } : null;
  }

  async function findObject(key: string): Promise<ObjectInfo | null> {
    const found = await findListed(key);
    return found && { key, sizeBytes: found.sizeBytes, etag: found.etag };
  }

  async function head(key: string): Promise<ObjectInfo> {
    const found = await findObject(key);
    if (!found) throw notFound(key);
    return found;
  }

  async function open(key: string, range: ByteRange | null, options: GetOptions = {}): Promise<Readable> {
    options.signal?.throwIfAborted();
    const handle = await fs.open(fileOf(key), "r").catch((error) => {
      throw storeError(error, key);
    });
    try {
      // Facts come from the open file: a put that renames over it can't mix two objects.
      const stat = await handle.stat({ bigint: true });
      if (!stat.isFile()) throw notFound(key);
      const info = infoOf(key, stat);
      if (options.ifMatch !== undefined && options.ifMatch !== info.etag) throw changed(key);
      if (range && range.firstByte >= info.sizeBytes) throw pastTheEnd(key, range, info.sizeBytes);
      if (info.sizeBytes === 0) {
        await handle.close();
        return Readable.from([]);
      }
      const end = Math.min(range?.lastByte ?? Number.POSITIVE_INFINITY, info.sizeBytes - 1);
      const stream = handle.createReadStream({ start: range?.firstByte ?? 0, end, highWaterMark: 256 * 1024 });
      return options.signal ? addAbortSignal(options.signal, stream) : stream;
    } catch (error) {
      await handle.close().catch(() => {});
      throw error;
    }
  }

  async function put(key: string, source: { filePath: string } | { bytes: Uint8Array }, signal?: AbortSignal) {
    const target = fileOf(key);
    signal?.throwIfAborted();
    const temporary = path.join(rootDir, incoming, `${process.pid}-${randomUUID()}`);
    try {
      await fs.mkdir(path.dirname(temporary), { recursive: true });
      await writeIncoming(temporary, source, signal);
      const seconds = Math.floor(Date.now() / 1000) + randomInt(1_000_000) / 1_000_000;
      await fs.utimes(temporary, seconds, seconds);
      const stat = await fs.stat(temporary, { bigint: true });
      await moveInto(temporary, target);
      return infoOf(key, stat);
    } catch (error) {
      await fs.rm(temporary, { force: true }).catch(() => {});
      if (signal?.aborted) throw signal.reason;
      throw storeError(error, key);
    }
  }

  return {
    kind: "file-system",
    putFile: (key, filePath, options = {}) => put(key, { filePath }, options.signal),
    putBytes: (key, bytes, options = {}) => put(key, { bytes }, options.signal),
    getRange: async (key, range, options) => open(key, requireRange(range), options),
    get: (key, options) => open(key, null, options),
    head,
    findObject,
    delete: async (key) => {
      await fs.rm(fileOf(key), { force: true }).catch((error) => {
        if (!isMissing(error)) throw storeError(error, key);
      });
      await removeEmptyParents(path.dirname(fileOf(key)), rootDir);
    },
    list: async function* (prefix) {
      for await (const key of walk(rootDir, "", requirePrefix(prefix))) {
        const info = await findListed(key);
        if (info) yield info;
      }
    },
    dropAbandonedPuts: (before) => dropOldFiles(path.join(rootDir, incoming), before),
    presignGet: async (key) => {
      requireKey(key);
      return null;
    },
  };
}

function infoOf(key: string, stat: BigIntStats): ObjectInfo {
  return {
    key,
    sizeBytes: Number(stat.size),
    etag: `${stat.size.toString(36)}-${(stat.mtimeNs / 1000n).toString(36)}`,
  };
}

/** Renames into place and makes the name durable. A delete may remove the emptied folder in between: made again. */
async function moveInto(temporary: string, target: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    await fs.mkdir(path.dirname(target), { recursive: true });
    try {
      await fs.rename(temporary, target);
      break;
    } catch (error) {
      if (!isMissing(error) || tries === 5) throw error;
    }
  }
  const folder = await fs.open(path.dirname(target), "r").catch(() => null);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

/** A put that goes on writes to its file again and again: one that is old was left by a process that died. */
async function dropOldFiles(dir: string, before: Date): Promise<number> {
  let count = 0;
  for (const name of await fs.readdir(dir).catch(() => [] as string[])) {
    const file = path.join(dir, name);
    const stat = await fs.stat(file).catch(() => null);
    if (stat === null || stat.mtime >= before) continue;
    await fs.rm(file, { force: true });
    count += 1;
  }
  return count;
}

async function removeEmptyParents(from: string, rootDir: string): Promise<void> {
  for (let dir = from; dir !== rootDir && dir.startsWith(rootDir + path.sep); dir = path.dirname(dir)) {
    try {
      await fs.rmdir(dir);
    } catch {
      return;
    }
  }
}

/** Keys below `dir` that start with `prefix`, ascending by bytes: a folder sorts as its name followed by `/`. */
async function* walk(dir: string, base: string, prefix: string): AsyncGenerator<string> {
  const entries = await fs.readdir(dir, { withFileTypes: true }).catch((error) => {
    if (isMissing(error)) return [];
    throw storeError(error, base);
  });
  const names = entries
    .filter((entry) => !entry.name.startsWith("."))
    .map((entry) => base + entry.name + (entry.isDirectory() ? "/" : ""))
    .sort((a, b) => (a < b ? -1 : 1));
  for (const name of names) {
    if (!name.endsWith("/")) {
      if (name.startsWith(prefix)) yield name;
    } else if (name.startsWith(prefix) || prefix.startsWith(name)) {
      yield* walk(path.join(dir, path.basename(name)), name, prefix);
    }
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException | null)?.code;
const isMissing = (error: unknown) => codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR";

function storeError(error: unknown, key: string): AppError {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  const options = { cause: error, details: { key, code } };
  if (isMissing(error)) return notFound(key);
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new AppError("disk_full", "The disk of the file store is full. Free some space, then try again.", options);
  }
  if (code === "EISDIR" || code === "ENOTEMPTY" || code === "EEXIST") {
    return new AppError(
      "conflict",
      "The file store has something else where this file should go. Move it away, then try again.",
      options,
    );
  }
  return new AppError(
    "store_unavailable",
    "The file store can't be used. Check that its folder exists and is readable and writable, then try again.",
    options,
  );
}
