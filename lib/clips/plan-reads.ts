import type { ByteRange } from "#lib/platform/object-store/model.ts";
import { type ByteSpan, planReads, type SpanSet, spanBytes, spanSet, subtractSpans } from "#lib/vods/cache/model.ts";
import type { WindowPlan } from "#lib/vods/model.ts";

/** The bytes a window needs of its media file: the init segment and its own stretch. */
const rangesOf = (window: WindowPlan): ByteRange[] => [
  { firstByte: 0, lastByte: window.initBytes - 1 },
  { firstByte: window.firstByte, lastByte: window.lastByte },
];

const spansOf = (ranges: readonly ByteRange[]): SpanSet =>
  spanSet(ranges.map(({ firstByte, lastByte }) => ({ startByte: firstByte, endByte: lastByte + 1 })));

const toRange = (span: ByteSpan): ByteRange => ({ firstByte: span.startByte, lastByte: span.endByte - 1 });

/** Bytes that all these windows take together, overlaps counted once. */
export const countBatchBytes = (windows: readonly WindowPlan[]): number =>
  spanBytes(spansOf(planReads(windows.flatMap(rangesOf))));

/**
 * Shares out what a batch reads: each byte of the windows' union falls to the first window that needs it, so that all
 * shares together are the union and no two share a byte. A share is empty where earlier windows have it all.
 */
export function shareReads(windows: readonly WindowPlan[]): ByteRange[][] {
  let given: SpanSet = [];
  return windows.map((window) => {
    const wanted = spansOf(rangesOf(window));
    const share = subtractSpans(wanted, given);
    given = spanSet([...given, ...wanted]);
    return share.map(toRange);
  });
}
