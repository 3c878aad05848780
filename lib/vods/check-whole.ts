import { AppError } from "#lib/errors.ts";
import type { ProbeFacts } from "#lib/platform/ffmpeg/parse-probe.ts";
import { formatDuration } from "#lib/time.ts";

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
