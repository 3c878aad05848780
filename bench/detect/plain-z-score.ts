import { findPeaks } from "#lib/highlights/find-peaks.ts";
import type { ChatColumns } from "#lib/signals/chat-columns.ts";
import { movingMean } from "#lib/signals/moving-mean.ts";

/** The yardstick: z-score of the plain message rate (25-s mean against a 601-s mean), 120 s between peaks. */
export function plainZScore(chat: ChatColumns, limit: number): { peakSeconds: number; score: number }[] {
  let length = 0;
  for (const second of chat.seconds) length = Math.max(length, second + 1);
  const counts = new Float64Array(length);
  for (const second of chat.seconds) counts[second] = counts[second]! + 1;
  const short = movingMean(counts, 25);
  const baseline = movingMean(counts, 601);
  const squares = movingMean(
    short.map((value, i) => (value - baseline[i]!) ** 2),
    601,
  );
  const z = short.map((value, i) => (squares[i]! > 0 ? (value - baseline[i]!) / Math.sqrt(squares[i]!) : 0));
  return findPeaks(z, { spacing: 120, limit, lowest: 0 }).map((at) => ({ peakSeconds: at, score: z[at]! }));
}
