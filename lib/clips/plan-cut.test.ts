import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MediaIndex } from "#lib/vods/model.ts";
import { frameToleranceTicks, planCut } from "./plan-cut.ts";

/** `seconds` of video in 2-s segments of 60 frames at 30 fps. */
function makeIndex(input: { timescale?: number; num?: number; den?: number; seconds?: number } = {}): MediaIndex {
  const { timescale = 15360, num = 30, den = 1, seconds = 60 } = input;
  const frameTicks = (timescale * den) / num;
  const frames = Math.round((seconds * num) / den);
  const starts = Array.from({ length: Math.ceil(frames / 60) }, (_, n) => Math.round(n * 60 * frameTicks));
  return {
    videoTimescale: timescale,
    zeroPtsTicks: 1024,
    firstDtsTicks: 0,
    initBytes: 1000,
    segments: {
      firstByte: starts.map((_, n) => 1000 + n * 50_000),
      sizeBytes: starts.map(() => 50_000),
      startTicks: starts,
    },
    keyframeTicks: starts,
    durationTicks: Math.round(frames * frameTicks),
    frameRateNum: num,
    frameRateDen: den,
  };
}

const rates = fc.constantFrom(
  { timescale: 15360, num: 30, den: 1 },
  { timescale: 30000, num: 30000, den: 1001 },
  { timescale: 60000, num: 60000, den: 1001 },
  { timescale: 16000, num: 24, den: 1 },
);

describe("planCut", () => {
  test("says what an exact cut will be", () => {
    const planned = planCut({
      index: makeIndex(),
      bounds: { startTicks: 5 * 15360 + 100, endTicks: 8 * 15360, timescale: 15360 },
      mode: "exact",
    });
    expect(planned).toMatchObject({
      ok: true,
      plan: {
        startTicks: 5 * 15360 + 512,
        endTicks: 8 * 15360,
        frameCount: 89,
        framesToEncode: 29,
        leadInSeconds: 0,
        bytesToRead: 151_000,
      },
    });
  });

  test.each([
    ["exact", 4, 8, 0],
    ["exact", 4.1, 5.9, 54],
    ["exact", 3.5, 9, 15],
    ["fast", 4.1, 5.9, 0],
    ["render", 4, 8, 120],
  ] as const)(
    "says how many frames are encoded anew: %s, %f s to %f s: %i",
    (mode, startSeconds, endSeconds, wanted) => {
      const bounds = { startTicks: startSeconds * 15360, endTicks: endSeconds * 15360, timescale: 15360 };
      expect(planCut({ index: makeIndex(), bounds, mode })).toMatchObject({
        ok: true,
        plan: { framesToEncode: wanted },
      });
    },
  );

  test("reads a segment more only where the sound at the edges is in it", () => {
    // Segments every 2 s; a reorder delay of 67 ms, by which a fragment's sound is ahead of its picture.
    const read = (startSeconds: number, endSeconds: number) => {
      const bounds = { startTicks: startSeconds * 15360, endTicks: endSeconds * 15360, timescale: 15360 };
      const planned = planCut({ index: makeIndex(), bounds, mode: "exact" });
      if (!planned.ok) throw new Error(planned.message);
      const { startTicks, endTicks } = planned.plan.window;
      return [startTicks / 15360, endTicks / 15360];
    };
    expect(read(4.06, 7.9)).toEqual([4, 8]);
    expect(read(4.04, 7.9)).toEqual([2, 8]);
    expect(read(4.06, 7.92)).toEqual([4, 10]);
  });

  test("a fast cut says that it starts at the keyframe before", () => {
    const planned = planCut({
      index: makeIndex(),
      bounds: { startTicks: 5 * 15360, endTicks: 8 * 15360, timescale: 15360 },
      mode: "fast",
    });
    expect(planned).toMatchObject({ ok: true, plan: { startTicks: 4 * 15360, frameCount: 120, leadInSeconds: 1 } });
  });

  test("a fast cut reads the sound of the pictures that it has to take along at its end", () => {
    const read = (endSeconds: number) => {
      const bounds = { startTicks: 4 * 15360, endTicks: endSeconds * 15360, timescale: 15360 };
      const planned = planCut({ index: makeIndex(), bounds, mode: "fast" });
      if (!planned.ok) throw new Error(planned.message);
      return planned.plan.window.endTicks / 15360;
    };
    // 67 ms of reordering and a frame of 33 ms later than asked, and the sound of that: 97 ms.
    expect(read(7.8)).toBe(8);
    expect(read(7.81)).toBe(10);
  });

  test("a fast cut starts at the last keyframe before, also in the middle of a segment", () => {
    const index = { ...makeIndex(), keyframeTicks: Array.from({ length: 120 }, (_, n) => n * 7680) };
    const bounds = { startTicks: 5.3 * 15360, endTicks: 8 * 15360, timescale: 15360 };
    const planned = planCut({ index, bounds, mode: "fast" });
    expect(planned).toMatchObject({ ok: true, plan: { startTicks: 5 * 15360, window: { startTicks: 4 * 15360 } } });
  });

  test.each([
    ["past the end", 70, 75, /would start at 0:01:10\.0, but the video ends at 0:01:00\.0/],
    ["too short", 10, 10.5, /0\.5 s long; the shortest is 1\.0 s/],
    ["less than a second left at the end", 59.5, 90, /0\.5 s long/],
  ])("refuses bounds %s", (_, startSeconds, endSeconds, message) => {
    const planned = planCut({
      index: makeIndex(),
      bounds: { startTicks: startSeconds * 1000, endTicks: endSeconds * 1000, timescale: 1000 },
      mode: "exact",
    });
    expect(planned).toMatchObject({ ok: false, reason: "invalid_input", message: expect.stringMatching(message) });
  });

  test("a fast cut ends where no picture is missing: frames that later ones need are kept", () => {
    const index = makeIndex();
    // Decode order I P B B P B B: cutting after the first B would leave a hole before the P.
    const frame = 512;
    const framePtsTicks = [0, 3, 1, 2, 6, 4, 5, ...Array.from({ length: 53 }, (_, n) => n + 7)].map((n) => n * frame);
    const planned = planCut({
      index,
      bounds: { startTicks: 0, endTicks: 2 * frame, timescale: 15360 },
      mode: "fast",
      framePtsTicks,
      minSeconds: 0,
    });
    expect(planned).toMatchObject({ ok: true, plan: { frameCount: 4, endTicks: 4 * frame } });
  });

  test("holds for any bounds: first frame at or after the start, last before the end, inside the window", () => {
    fc.assert(
      fc.property(
        rates,
        fc.double({ min: 0, max: 70, noNaN: true }),
        fc.double({ min: 0, max: 40, noNaN: true }),
        (rate, from, length) => {
          const index = makeIndex(rate);
          const bounds = {
            startTicks: Math.round(from * rate.timescale),
            endTicks: Math.round((from + length) * rate.timescale),
            timescale: rate.timescale,
          };
          const grid = planCut({ index, bounds, mode: "exact" });
          if (!grid.ok) return;
          const { plan } = grid;
          const frameTicks = (rate.timescale * rate.den) / rate.num;
          const tolerance = frameToleranceTicks(index) + 1;
          expect(plan.startTicks).toBeGreaterThanOrEqual(plan.requestedStartTicks - tolerance);
          expect(plan.startTicks - plan.requestedStartTicks).toBeLessThan(frameTicks + 1);
          expect(plan.endTicks).toBeGreaterThanOrEqual(plan.requestedEndTicks - tolerance);
          expect(plan.endTicks - plan.requestedEndTicks).toBeLessThan(frameTicks + 1);
          expect(Math.abs(plan.frameCount * frameTicks - (plan.endTicks - plan.startTicks))).toBeLessThanOrEqual(1);
          expect(plan.window.startTicks).toBeLessThanOrEqual(plan.startTicks);
          expect(plan.window.endTicks).toBeGreaterThanOrEqual(plan.endTicks);
          expect(plan.bytesToRead).toBe(plan.window.initBytes + plan.window.lastByte - plan.window.firstByte + 1);
          // The frames that are there agree with the grid.
          const frames = Array.from({ length: Math.round(index.durationTicks / frameTicks) }, (_, n) =>
            Math.round(n * frameTicks),
          );
          const framePtsTicks = frames.filter((pts) => pts >= plan.window.startTicks && pts < plan.window.endTicks);
          const real = planCut({ index, bounds, mode: "exact", framePtsTicks });
          expect(real).toMatchObject({
            ok: true,
            plan: {
              startTicks: plan.startTicks,
              endTicks: plan.endTicks,
              frameCount: plan.frameCount,
              basis: "frames",
            },
          });
        },
      ),
    );
  });
});
