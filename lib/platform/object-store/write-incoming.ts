import { constants, createReadStream, createWriteStream } from "node:fs";
import fs from "node:fs/promises";
import { pipeline } from "node:stream/promises";

/**
 * Writes a put's bytes to `temporary` and flushes them to disk. A file is cloned where the file system can share
 * blocks, else copied in a way that stops on `signal`.
 */
export async function writeIncoming(
  temporary: string,
  source: { filePath: string } | { bytes: Uint8Array },
  signal?: AbortSignal,
): Promise<void> {
  if ("bytes" in source) {
    await fs.writeFile(temporary, source.bytes, { flag: "wx", flush: true, signal });
  } else if (!(await clone(source.filePath, temporary))) {
    const from = createReadStream(source.filePath, { highWaterMark: 1024 * 1024 });
    await pipeline(from, createWriteStream(temporary, { flags: "wx", flush: true }), { signal });
  }
}

async function clone(from: string, to: string): Promise<boolean> {
  try {
    await fs.copyFile(from, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
  } catch {
    // Not a file system that can: the caller copies.
    await fs.rm(to, { force: true });
    return false;
  }
  const handle = await fs.open(to, "r+");
  await handle.sync().finally(() => handle.close());
  return true;
}
