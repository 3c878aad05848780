import type { TranscriptSegment } from "#lib/signals/model.ts";
import { type Loudness, secondsOf } from "./score-audio.ts";

const shortestPauseMs = 300;

/** Places where a cut doesn't break speech: the middle of gaps in the transcript, and silent seconds. Seconds, ascending. */
export function findPauses(transcript: TranscriptSegment[], loudness: Loudness | null): number[] {
  const found: number[] = [];
  const sorted = [...transcript].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
  let endMs = 0;
  for (const segment of sorted) {
    if (segment.startMs - endMs >= shortestPauseMs)
      found.push((segment.startMs - Math.min(500, (segment.startMs - endMs) / 2)) / 1000);
    endMs = Math.max(endMs, segment.endMs);
  }
  if (loudness !== null) {
    const seconds = secondsOf(loudness);
    for (let i = 0; i < seconds.length; i += 1) if (seconds[i]! < -50) found.push(i + 0.5);
  }
  return found.sort((a, b) => a - b);
}
