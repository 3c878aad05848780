import { open } from "node:fs/promises";
import { AppError } from "#lib/errors.ts";
import type { ProbeFacts } from "#lib/platform/ffmpeg/parse-probe.ts";
import { formatBytes, formatDuration } from "#lib/time.ts";

/** Containers that are cut anywhere by design and whose duration ffprobe only guesses. */
const endless = /mpegts|^mpeg$/;
const complaints = /partial file|ended prematurely|Truncat|stream .* end mismatch/i;

/**
 * Throws `media_truncated` when less could be read than the header promises: a file that was cut off still claims its
 * whole length. Rounded headers get half a percent or a second; where ffmpeg complained, a quarter of a second.
 */
export function checkWhole(input: { probe: ProbeFacts; readSeconds: number; stderrTail: string }): void {
  const { probe, readSeconds } = input;
  if (endless.test(probe.container)) return;
  const tracks = [probe.video, ...probe.audio].map((track) => track?.durationSeconds ?? 0);
  const longestTrack = Math.max(...tracks);
  const claimedSeconds = longestTrack > 0 ? longestTrack : probe.durationSeconds;
  if (claimedSeconds === null) return;
  const slack = complaints.test(input.stderrTail) ? 0.25 : Math.max(1, claimedSeconds * 0.005);
  if (claimedSeconds - readSeconds <= slack) return;
  throw new AppError(
    "media_truncated",
    `The file says it is ${formatDuration(claimedSeconds)} long, but only ${formatDuration(readSeconds)} could be read: its end is missing, as when a copy or a recording was cut off. Copy the whole file and import it again.`,
    { details: { claimedSeconds, readSeconds } },
  );
}

/**
 * Throws `media_truncated` when an AVI is shorter than its first part says: ffmpeg guesses the length of one whose index
 * is missing from what is there, and says nothing. Recorders that never came back to the header left 0 or all ones in it.
 */
export async function checkAviWhole(filePath: string): Promise<void> {
  const file = await open(filePath, "r");
  try {
    const head = Buffer.alloc(8);
    await file.read(head, 0, 8, 0);
    const { size: foundBytes } = await file.stat();
    const claimed = head.readUInt32LE(4);
    if (claimed === 0 || claimed === 0xffffffff || foundBytes >= claimed) return;
    throw new AppError(
      "media_truncated",
      `The file says it has ${formatBytes(claimed)}, but only ${formatBytes(foundBytes)} are there: its end is missing, as when a copy or a recording was cut off. Copy the whole file and import it again.`,
      { details: { claimedBytes: claimed, foundBytes } },
    );
  } finally {
    await file.close();
  }
}
