import fc from "fast-check";
import { expect, test } from "vitest";
import { anchorOfRatio, anchorOfRows, type PlacedRow, ratioOfRows } from "./list-anchor.ts";

const viewPx = 700;
/** Rows of these heights around an anchor, as a browser would lay them. */
function place(heights: number[], anchor: { index: number; part: number; atPx: number }): PlacedRow[] {
  let topPx = anchor.atPx - anchor.part * heights[anchor.index]!;
  for (let n = 0; n < anchor.index; n += 1) topPx -= heights[n]!;
  return heights.map((heightPx, index) => {
    const row = { index, topPx, heightPx };
    topPx += heightPx;
    return row;
  });
}
const heights = fc.array(fc.integer({ min: 32, max: 120 }), { minLength: 60, maxLength: 300 });

test("the beginning shows the first row at the top, the end the last row at the bottom", () => {
  expect(anchorOfRatio(0, 500_000, viewPx)).toEqual({ index: 0, part: 0, atPx: 0 });
  expect(anchorOfRatio(1, 500_000, viewPx)).toEqual({ index: 499_999, part: 1, atPx: viewPx });
});

test("a scroll bar put back by what is in sight is where it was", () => {
  fc.assert(
    fc.property(heights, fc.double({ min: 0, max: 1, noNaN: true }), (some, ratio) => {
      const rows = place(some, anchorOfRatio(ratio, some.length, viewPx));
      expect(ratioOfRows(rows, some.length, viewPx)).toBeCloseTo(ratio, 1);
    }),
  );
});

test("an anchor taken from rows puts them where they were", () => {
  fc.assert(
    fc.property(heights, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (some, ratio) => {
      const rows = place(some, anchorOfRatio(ratio, some.length, viewPx));
      const again = place(some, anchorOfRows(rows, some.length, viewPx));
      expect(again[0]!.topPx).toBeCloseTo(rows[0]!.topPx, 3);
    }),
  );
});
