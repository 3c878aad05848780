import { open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { MediaIndex, WindowPlan } from "./model.ts";

const chunkBytes = 1024 * 1024;

/** CRC-32 of each stretch of a file, in the order given. */
async function checksum(filePath: string, stretches: { firstByte: number; sizeBytes: number }[]): Promise<number[]> {
  const file = await open(filePath, "r");
  const buffer = Buffer.allocUnsafe(chunkBytes);
  try {
    const sums: number[] = [];
    for (const { firstByte, sizeBytes } of stretches) {
      let sum = 0;
      for (let done = 0; done < sizeBytes; ) {
        const length = Math.min(chunkBytes, sizeBytes - done);
        const { bytesRead } = await file.read(buffer, 0, length, firstByte + done);
        if (bytesRead === 0) break;
        sum = crc32(buffer.subarray(0, bytesRead), sum);
        done += bytesRead;
      }
      sums.push(sum);
    }
    return sums;
  } finally {
    await file.close();
  }
}

const segmentsOf = ({ segments }: Pick<MediaIndex, "segments">) =>
  segments.firstByte.map((firstByte, at) => ({ firstByte, sizeBytes: segments.sizeBytes[at]! }));

/** The checksum of every segment of a processed file, kept in its index: stores and networks change bytes, if seldom. */
export const checksumSegments = (filePath: string, index: Pick<MediaIndex, "segments">): Promise<number[]> =>
  checksum(filePath, segmentsOf(index));

/** Whether a window on local disk has the bytes that were processed. True for media without checksums. */
export async function isWindowWhole(
  filePath: string,
  window: { index: MediaIndex; plan: Pick<WindowPlan, "initBytes" | "firstByte" | "lastByte"> },
): Promise<boolean> {
  const { index, plan } = window;
  const known = index.segmentChecksums;
  if (known === undefined) return true;
  const shown = segmentsOf(index)
    .map((segment, at) => ({ ...segment, known: known[at] }))
    .filter(({ firstByte, sizeBytes }) => firstByte >= plan.firstByte && firstByte + sizeBytes - 1 <= plan.lastByte);
  // The init segment lies in front of the range in the window.
  const moved = shown.map(({ firstByte, sizeBytes }) => ({
    firstByte: plan.initBytes + firstByte - plan.firstByte,
    sizeBytes,
  }));
  const sums = await checksum(filePath, moved);
  return sums.every((sum, at) => sum === shown[at]!.known);
}
