import { randomUUID } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import {
  claimsDir,
  dataFile,
  entryId,
  findEntryFacts,
  journalFile,
  type Layout,
  makeEntry,
  pinsDir,
  usedFile,
} from "./entry-files.ts";
import { formatRecord, formatSynced, parseJournal } from "./journal.ts";
import { addSpan, type ByteSpan, type CacheObject, endOfRun, type SpanSet, spanSet, subtractSpans } from "./model.ts";
import type { Mutex } from "./mutex.ts";
import { bootName, type OwnerName } from "./owner.ts";

/** A fetch of this process that others may join. `wantedBy` counts the calls that wait for it. */
export type Flight = ByteSpan & { wantedBy: number; done: Promise<void> };

/** One object's files, open and pinned. */
export type Entry = {
  readonly id: string;
  readonly object: CacheObject;
  /** Where claims are; follows the entry when it gets another identity. */
  dir: () => string;
  moveTo: (dir: string) => void;
  /** Spans whose bytes are written and noted in the journal, by any process. */
  cached: () => SpanSet;
  flights: Set<Flight>;
  /** Called when bytes arrive, or are found to have arrived through another process. */
  listeners: Set<() => void>;
  /** First byte after those that can be read from `byte` on, including bytes of fetches under way. */
  readableUntil: (byte: number) => number;
  read: (into: Buffer, startByte: number, lengthBytes: number) => Promise<number>;
  /** Writes bytes of a fetch; they can be read at once, and are forgotten with the process until `mark`. */
  write: (chunks: readonly Uint8Array[], startByte: number) => Promise<void>;
  /** Notes a span whose bytes are written: from now on every process may read it, also when this one dies. */
  mark: (span: ByteSpan) => Promise<void>;
  /** Takes back bytes that were written and turned out to be wrong. */
  retract: (span: ByteSpan) => void;
  /** Learns what other processes have noted since. */
  refresh: () => Promise<void>;
  touch: (at: Date) => Promise<void>;
  /** In use no longer: from now on the entry may be swept. */
  unpin: () => Promise<void>;
  /** Flushes what was noted and closes the files. */
  close: () => Promise<void>;
};

/** Opens (or makes) the entry of an object and pins it. */
export async function openEntry(options: {
  layout: Layout;
  object: CacheObject;
  mutex: Mutex;
  owner: OwnerName;
  now: () => Date;
}): Promise<Entry> {
  const { layout, object, mutex, owner } = options;
  const id = entryId(object);
  let dir = path.join(layout.entries, id);
  const pinName = `${owner}.${randomUUID()}`;
  const opened = await mutex.run(id, async () => {
    const there = await findEntryFacts(dir);
    const same = there && entryId(there) === id;
    const found = same ? there : await makeEntry(layout, object);
    await fs.writeFile(path.join(pinsDir(dir), pinName), "");
    const data = await fs.open(dataFile(dir, found), "r+");
    const journal = await fs.open(journalFile(dir, found), "a+").catch(async (error) => {
      await data.close();
      throw error;
    });
    return { data, journal };
  });
  const { data, journal } = opened;
  const listeners = new Set<() => void>();
  let cached: SpanSet = [];
  let readable: SpanSet = [];
  let journalBytes = 0;
  /** Bytes were noted that a crash of the machine would lose. */
  let unsynced = false;

  const note = (span: ByteSpan) => {
    cached = addSpan(cached, span);
    readable = addSpan(readable, span);
  };

  const tell = () => {
    for (const listener of listeners) listener();
  };

  async function refresh(): Promise<void> {
    const from = journalBytes;
    const { size } = await journal.stat();
    if (size <= from) return;
    const bytes = Buffer.alloc(size - from);
    const { bytesRead } = await journal.read(bytes, 0, bytes.length, from);
    const text = bytes.toString("latin1", 0, bytesRead);
    const part = parseJournal(text, { sizeBytes: object.sizeBytes, boot: bootName, offset: from });
    journalBytes = Math.max(journalBytes, from + part.consumedChars);
    unsynced ||= part.unsynced;
    const news = subtractSpans(spanSet(part.spans), cached);
    for (const span of news) note(span);
    if (news.length > 0) tell();
  }

  /** Makes what was noted so far outlive a crash of the machine. */
  async function sync(): Promise<void> {
    const { size } = await journal.stat();
    unsynced = false;
    await data.datasync();
    await journal.appendFile(formatSynced(size));
  }

  const entry: Entry = {
    id,
    object,
    dir: () => dir,
    moveTo: (next) => {
      dir = next;
    },
    cached: () => cached,
    flights: new Set(),
    listeners,
    readableUntil: (byte) => endOfRun(readable, byte),
    read: async (into, startByte, lengthBytes) => (await data.read(into, 0, lengthBytes, startByte)).bytesRead,
    write: async (chunks, startByte) => {
      const lengthBytes = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
      const { bytesWritten } = await data.writev(chunks, startByte);
      if (bytesWritten < lengthBytes) {
        const rest = Buffer.concat(chunks).subarray(bytesWritten);
        for (let done = 0; done < rest.length; ) {
          done += (await data.write(rest, done, rest.length - done, startByte + bytesWritten + done)).bytesWritten;
        }
      }
      readable = addSpan(readable, { startByte, endByte: startByte + lengthBytes });
      tell();
    },
    mark: async (span) => {
      await journal.appendFile(formatRecord(span, bootName));
      unsynced = true;
      if (bootName === "unknown") await sync();
      note(span);
    },
    retract: (span) => {
      readable = subtractSpans(readable, subtractSpans([span], cached));
    },
    refresh,
    touch: (at) => fs.utimes(usedFile(dir), at, at).catch(() => {}),
    unpin: async () => {
      await entry.touch(options.now());
      await fs.rm(path.join(pinsDir(dir), pinName), { force: true });
    },
    close: async () => {
      if (unsynced) await sync().catch(() => {});
      await Promise.all([data.close(), journal.close()]);
    },
  };
  try {
    await refresh();
    await entry.touch(options.now());
    return entry;
  } catch (error) {
    await entry.unpin();
    await entry.close();
    throw error;
  }
}

/** Claims of an entry: spans that some process fetches now. Unreadable names are none of ours. */
export async function listClaims(entry: Entry): Promise<(ByteSpan & { owner: OwnerName; file: string })[]> {
  const folder = claimsDir(entry.dir());
  const claims = [];
  for (const name of await fs.readdir(folder).catch(() => [])) {
    const [, start, end, owner] = /^(\d+)-(\d+)-(.+)$/.exec(name) ?? [];
    if (owner === undefined) continue;
    claims.push({ startByte: Number(start), endByte: Number(end), owner, file: path.join(folder, name) });
  }
  return claims;
}
