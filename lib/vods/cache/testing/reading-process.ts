import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import fs from "node:fs/promises";
import type { ByteRange } from "#lib/platform/object-store/model.ts";
import type { CacheObject } from "../model.ts";
import { openHttpStore, openTestCache, readAll } from "../testing.ts";

/** What a child process of the tests does: reads ranges through a shared cache folder, and maybe dies on the way. */
export type ChildTask = {
  dir: string;
  baseUrl: string;
  object: CacheObject;
  ranges: ByteRange[];
  /** Kill -9 at the n-th change to a file, 1 = the first; writes of bytes are then done by half. 0: live on. */
  killAtChange: number;
  /** Hold the first range's entry and wait to be killed. */
  stay?: boolean;
};

const task = JSON.parse(process.argv[2] ?? "") as ChildTask;
let changes = 0;

/** Counts calls of a function that changes files, and dies at the chosen one. */
function deadly<Args extends unknown[], Result>(
  change: (...args: Args) => Promise<Result>,
  half?: (...args: Args) => Promise<unknown>,
) {
  return async function (this: unknown, ...args: Args): Promise<Result> {
    changes += 1;
    if (changes !== task.killAtChange) return change.apply(this, args);
    await half?.apply(this, args);
    process.kill(process.pid, "SIGKILL");
    return new Promise(() => {});
  };
}

async function armFileSystem(): Promise<void> {
  for (const name of ["writeFile", "rename", "rm", "symlink", "mkdir", "utimes", "truncate"] as const) {
    Object.assign(fs, { [name]: deadly(fs[name] as (...args: unknown[]) => Promise<unknown>) });
  }
  const probe = await fs.open(import.meta.filename);
  const prototype = Object.getPrototypeOf(probe) as fs.FileHandle;
  await probe.close();
  const writev = prototype.writev;
  const append = prototype.appendFile;
  Object.assign(prototype, {
    writev: deadly(writev, function (this: fs.FileHandle, chunks, at) {
      const bytes = Buffer.concat(chunks as unknown as Uint8Array[]);
      return writev.call(this, [bytes.subarray(0, bytes.length / 2)], at);
    }),
    appendFile: deadly(append, function (this: fs.FileHandle, text) {
      return append.call(this, String(text).slice(0, String(text).length / 2));
    }),
    datasync: deadly(prototype.datasync),
  });
}

if (task.killAtChange > 0) await armFileSystem();
const { cache } = await openTestCache(openHttpStore(task.baseUrl), { dir: task.dir });
writeSync(1, "ready\n");
await new Promise((resolve) => process.stdin.once("data", resolve));
process.stdin.pause();
const meter = { storeBytes: 0, cacheBytes: 0, writtenBytes: 0 };
const hashes = await Promise.all(
  task.ranges.map(async (range) => {
    const bytes = await readAll(await cache.readRange(task.object, range, { meter }));
    return createHash("sha256").update(bytes).digest("hex");
  }),
);
if (task.stay) {
  await cache.pin(task.object);
  writeSync(1, "holding\n");
  await new Promise(() => setInterval(() => {}, 1_000));
}
await cache.close();
writeSync(1, `${JSON.stringify({ hashes, meter, changes })}\n`);
