import fc from "fast-check";
import { expect, test } from "vitest";
import { clampView, panView, toPx, toSeconds, viewLength, wholeView, zoomView } from "./view.ts";

const limits = { durationSeconds: 28_800, shortestSeconds: 2 };
const seconds = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyView = fc
  .tuple(seconds(0, 28_798), seconds(2, 28_800))
  .map(([startSeconds, length]) => clampView({ startSeconds, endSeconds: startSeconds + length }, limits));

test.each([
  [
    { startSeconds: -5, endSeconds: 55 },
    { startSeconds: 0, endSeconds: 60 },
  ],
  [
    { startSeconds: 28_790, endSeconds: 28_850 },
    { startSeconds: 28_740, endSeconds: 28_800 },
  ],
  [
    { startSeconds: 10, endSeconds: 10.5 },
    { startSeconds: 10, endSeconds: 12 },
  ],
  [{ startSeconds: -1, endSeconds: 99_999 }, wholeView(limits)],
])("%j is shown as %j", (view, shown) => expect(clampView(view, limits)).toEqual(shown));

test("a video shorter than the closest zoom is shown whole", () => {
  const short = { durationSeconds: 1, shortestSeconds: 2 };
  expect(clampView({ startSeconds: 0.5, endSeconds: 0.6 }, short)).toEqual({ startSeconds: 0, endSeconds: 1 });
});

test("any zoom and pan stays within the video", () => {
  fc.assert(
    fc.property(anyView, seconds(0.01, 100), seconds(0, 1), seconds(-50_000, 50_000), (view, factor, part, by) => {
      const around = view.startSeconds + part * viewLength(view);
      for (const next of [zoomView(view, factor, around, limits), panView(view, by, limits)]) {
        expect(next.startSeconds).toBeGreaterThanOrEqual(0);
        expect(next.endSeconds).toBeLessThanOrEqual(limits.durationSeconds + 1e-6);
        expect(viewLength(next)).toBeGreaterThanOrEqual(limits.shortestSeconds - 1e-6);
      }
    }),
  );
});

test("what is pointed at stays under the pointer when zooming in", () => {
  fc.assert(
    fc.property(anyView, seconds(0.1, 0.99), seconds(0, 1), (view, factor, part) => {
      const around = view.startSeconds + part * viewLength(view);
      expect(toPx(zoomView(view, factor, around, limits), around, 1_000)).toBeCloseTo(part * 1_000, 3);
    }),
  );
});

test("a place on screen and its moment name each other", () => {
  fc.assert(
    fc.property(anyView, seconds(0, 1_000), (view, px) => {
      expect(toPx(view, toSeconds(view, px, 1_000), 1_000)).toBeCloseTo(px, 4);
    }),
  );
});
