import { constants, createReadStream } from "node:fs";
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
  const cloned = "filePath" in source && (await clone(source.filePath, temporary));
  const handle = await fs.open(temporary, cloned ? "r+" : "wx");
  try {
    if ("bytes" in source) {
      await handle.writeFile(source.bytes, { signal });
    } else if (!cloned) {
      const from = createReadStream(source.filePath, { highWaterMark: 1024 * 1024 });
      await pipeline(from, handle.createWriteStream({ autoClose: false }), { signal });
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function clone(from: string, to: string): Promise<boolean> {
  try {
    await fs.copyFile(from, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
    return true;
  } catch {
    // Not a file system that can: the caller copies.
    await fs.rm(to, { force: true });
    return false;
  }
}
