import fc from "fast-check";
import { expect, test } from "vitest";
import { planTiming } from "./plan-timing.ts";

test("decode times rise, never pass the presentation, and give every pts back", () => {
  const pts = fc.uniqueArray(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(pts, fc.integer({ min: 1, max: 5000 }), (decodeOrder, lastTicks) => {
      const first = Math.min(...decodeOrder);
      const end = Math.max(...decodeOrder) + lastTicks;
      const timing = planTiming(decodeOrder, end);
      let dts = 0;
      for (const [index, value] of decodeOrder.entries()) {
        expect(timing.durations[index]).toBeGreaterThan(0);
        expect(timing.compositionOffsets[index]).toBeGreaterThanOrEqual(0);
        expect(dts + timing.compositionOffsets[index]! - timing.delayTicks).toBe(value - first);
        dts += timing.durations[index]!;
      }
      expect(dts).toBe(end - first);
      expect(timing.totalTicks).toBe(end - first);
      expect(timing.compositionOffsets).toContain(0);
    }),
  );
});

test("frames decoded in the order they are shown need no delay", () => {
  expect(planTiming([90, 100, 130], 140)).toEqual({
    durations: [10, 30, 10],
    compositionOffsets: [0, 0, 0],
    delayTicks: 0,
    totalTicks: 50,
  });
});
