import fc from "fast-check";
import { expect, test } from "vitest";
import { findSnap, moveSide, type SnapPoint, stretchOf, viewAround } from "./bounds.ts";

const range = { startSeconds: 10, endSeconds: 20 };

test.each([
  ["start", 12, { startSeconds: 12, endSeconds: 20 }],
  ["start", -3, { startSeconds: 0, endSeconds: 20 }],
  ["start", 25, { startSeconds: 19, endSeconds: 20 }],
  ["end", 5, { startSeconds: 10, endSeconds: 11 }],
  ["end", 99, { startSeconds: 10, endSeconds: 60 }],
] as const)("%s to %d s", (side, seconds, expected) => expect(moveSide(range, side, seconds, 60)).toEqual(expected));

const points: SnapPoint[] = [
  { seconds: 10, label: "Speech pause" },
  { seconds: 10.1, label: "Scene change" },
  { seconds: 12, label: "Keyframe" },
];
test.each([
  [10.06, "Scene change"],
  [10.04, "Speech pause"],
  [11, null],
  [11.93, "Keyframe"],
  [12.09, null],
])("at %d s with 100 px a second: %s", (seconds, label) =>
  expect(findSnap(seconds, points, 0.01)?.label ?? null).toBe(label),
);

test("the stretch asked for holds the view, is on whole seconds and changes rarely", () => {
  const views = fc.tuple(
    fc.double({ min: 0, max: 29_000, noNaN: true }),
    fc.double({ min: 0.5, max: 600, noNaN: true }),
  );
  fc.assert(
    fc.property(views, ([start, length]) => {
      const view = { startSeconds: start, endSeconds: Math.min(30_000, start + length) };
      const { fromSeconds, toSeconds } = stretchOf(view, 30_000);
      expect([fromSeconds, toSeconds].every(Number.isInteger)).toBe(true);
      expect(fromSeconds).toBeLessThanOrEqual(view.startSeconds);
      expect(toSeconds).toBeGreaterThanOrEqual(view.endSeconds);
      expect(toSeconds - fromSeconds).toBeLessThanOrEqual(Math.max(40, 7 * length));
    }),
  );
});

test("an editor opens with the range in the middle, within the video", () => {
  const limits = { durationSeconds: 60, shortestSeconds: 0.5 };
  expect(viewAround(range, limits)).toEqual({ startSeconds: 5, endSeconds: 25 });
  expect(viewAround({ startSeconds: 0, endSeconds: 2 }, limits)).toEqual({ startSeconds: 0, endSeconds: 12 });
  expect(viewAround({ startSeconds: 0, endSeconds: 60 }, limits)).toEqual({ startSeconds: 0, endSeconds: 60 });
});
