import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";

const sampleBytes = 4 * 1024 * 1024;

/**
 * Names a file by its contents: size and SHA-256 of its first, middle and last 4 MiB (the whole file when it is no
 * larger than the three together). Equal files have equal names; a 40 GB file takes as long as a small one.
 */
export async function fingerprintFile(filePath: string): Promise<{ fingerprint: string; sizeBytes: number }> {
  const file = await open(filePath, "r");
  try {
    const { size } = await file.stat();
    const hash = createHash("sha256");
    const middle = Math.floor((size - sampleBytes) / 2);
    const starts = size <= 3 * sampleBytes ? [0, sampleBytes, 2 * sampleBytes] : [0, middle, size - sampleBytes];
    for (const start of starts) hash.update(await readUpTo(file, start));
    return { fingerprint: `${size}-${hash.digest("hex").slice(0, 40)}`, sizeBytes: size };
  } finally {
    await file.close();
  }
}

async function readUpTo(file: FileHandle, start: number): Promise<Buffer> {
  const buffer = Buffer.alloc(sampleBytes);
  let filled = 0;
  while (filled < sampleBytes) {
    const { bytesRead } = await file.read(buffer, filled, sampleBytes - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
