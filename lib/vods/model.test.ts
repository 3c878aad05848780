import fc from "fast-check";
import { expect, test } from "vitest";
import { findSegment, type MediaIndex, planWindow } from "./model.ts";

/** An index of segments with the given lengths; every segment starts on its keyframe. */
function indexOf(lengths: number[]): MediaIndex {
  const startTicks = lengths.map((_, n) => lengths.slice(0, n).reduce((sum, one) => sum + one, 0));
  const sizeBytes = lengths.map((length) => length * 3);
  return {
    videoTimescale: 1000,
    zeroPtsTicks: 80,
    firstDtsTicks: 0,
    initBytes: 100,
    segments: { firstByte: startTicks.map((ticks) => 100 + ticks * 3), sizeBytes, startTicks },
    keyframeTicks: startTicks,
    durationTicks: lengths.reduce((sum, one) => sum + one, 0),
    frameRateNum: 30,
    frameRateDen: 1,
  };
}

test.each([
  [0, 1, [100, 399], [0, 100]],
  [99, 100, [100, 399], [0, 100]],
  [100, 101, [400, 999], [100, 300]],
  [150, 300, [400, 999], [100, 300]],
  [150, 301, [400, 1149], [100, 350]],
  [-50, 9999, [100, 1149], [0, 350]],
  [9999, 10000, [1000, 1149], [300, 350]],
])("window of %s to %s", (from, to, bytes, ticks) => {
  const plan = planWindow(indexOf([100, 200, 50]), from, to);
  expect([plan.firstByte, plan.lastByte]).toEqual(bytes);
  expect([plan.startTicks, plan.endTicks]).toEqual(ticks);
});

test("frames led by an open GOP's keyframe come with the group before", () => {
  const index = { ...indexOf([100, 100]), keyframeTicks: [0, 108] };
  expect(planWindow(index, 103, 105)).toMatchObject({ startTicks: 0, firstByte: 100, lastByte: 699 });
  expect(planWindow(index, 108, 109)).toMatchObject({ startTicks: 100, firstByte: 400 });
});

test("every window covers what was asked for, inside the file, and no segment more", () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(lengths, fc.nat(), fc.nat(), (parts, a, b) => {
      const index = indexOf(parts);
      const from = a % index.durationTicks;
      const to = from + 1 + (b % (index.durationTicks - from));
      const plan = planWindow(index, from, to);
      expect(plan.startTicks).toBeLessThanOrEqual(from);
      expect(plan.endTicks).toBeGreaterThanOrEqual(to);
      expect(plan.firstByte).toBe(100 + plan.startTicks * 3);
      expect(plan.lastByte).toBe(99 + plan.endTicks * 3);
      const next = findSegment(index.segments.startTicks, from) + 1;
      if (next < parts.length) expect(index.segments.startTicks[next]).toBeGreaterThan(from);
    }),
  );
});
