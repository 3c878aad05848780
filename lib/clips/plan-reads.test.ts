import fc from "fast-check";
import { expect, test } from "vitest";
import { planReads } from "#lib/vods/cache/model.ts";
import type { WindowPlan } from "#lib/vods/model.ts";
import { countBatchBytes, shareReads } from "./plan-reads.ts";

const windowOf = (firstByte: number, lastByte: number): WindowPlan => ({
  initBytes: 10,
  firstByte,
  lastByte,
  startTicks: 0,
  endTicks: 1,
});

test("each byte falls to the first clip that needs it", () => {
  const windows = [windowOf(100, 199), windowOf(150, 249), windowOf(160, 180), windowOf(250, 259)];
  expect(shareReads(windows)).toEqual([
    [
      { firstByte: 0, lastByte: 9 },
      { firstByte: 100, lastByte: 199 },
    ],
    [{ firstByte: 200, lastByte: 249 }],
    [],
    [{ firstByte: 250, lastByte: 259 }],
  ]);
  expect(countBatchBytes(windows)).toBe(10 + 160);
  expect(countBatchBytes([])).toBe(0);
});

test("the shares together are the union, and none overlaps another", () => {
  const anyWindow = fc
    .tuple(fc.integer({ min: 10, max: 500 }), fc.integer({ min: 0, max: 100 }))
    .map(([first, more]) => windowOf(first, first + more));
  fc.assert(
    fc.property(fc.array(anyWindow, { maxLength: 12 }), (windows) => {
      const shares = shareReads(windows).flat();
      const bytes = (ranges: { firstByte: number; lastByte: number }[]) =>
        ranges.reduce((sum, range) => sum + range.lastByte - range.firstByte + 1, 0);
      expect(bytes(shares)).toBe(countBatchBytes(windows));
      expect(bytes(planReads(shares))).toBe(bytes(shares));
    }),
  );
});
