import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SplicePlan, VideoSample } from "./model.ts";
import { planSplice, planWholeEncode } from "./plan-splice.ts";

const timescale = 30_000;
const frameTicks = 1001;

/** Samples in decode order for groups like "I P B B" given as positions of presentation; the first of a group is its IDR. */
function makeSamples(groups: number[][], pts: (rank: number) => number): VideoSample[] {
  const samples: VideoSample[] = [];
  for (const group of groups) {
    const start = samples.length;
    for (const [index, position] of group.entries()) {
      const isIdr = index === 0;
      // The next in decode order being shown earlier means that it may refer to this one.
      const isReference = isIdr || position > (group[index + 1] ?? -1) || group[index - 1] === position - 1;
      samples.push({
        dts: pts(start + index),
        pts: pts(start + position),
        durationTicks: pts(start + index + 1) - pts(start + index),
        offset: samples.length * 100,
        sizeBytes: 100,
        isSync: isIdr,
        isIdr,
        isIntra: isIdr,
        isReference,
      });
    }
  }
  return samples;
}

/** A closed group: the IDR, then runs of "anchor first, then what is shown before it". */
const group = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 0, maxLength: 6 }).map((runs) => {
  const positions = [0];
  for (const between of runs) {
    const first = positions.length;
    positions.push(first + between, ...Array.from({ length: between }, (_, index) => first + index));
  }
  return positions;
});
const gaps = fc.array(fc.integer({ min: 200, max: 4000 }), { minLength: 200, maxLength: 200 });
const media = fc.tuple(fc.array(group, { minLength: 1, maxLength: 6 }), gaps).map(([groups, steps]) => {
  const times = [5000];
  for (const step of steps) times.push(times.at(-1)! + step);
  return makeSamples(groups, (rank) => times[rank]!);
});

const shownBy = (samples: VideoSample[], plan: SplicePlan): number[] => [
  ...(plan.head?.framePts ?? []),
  ...samples
    .slice(plan.copyFrom, plan.copyTo)
    .map(({ pts }) => pts)
    .sort((a, b) => a - b),
  ...(plan.tail?.framePts ?? []),
];

describe("planSplice", () => {
  test("shows exactly the frames between the bounds, from parts that can be decoded alone", () => {
    fc.assert(
      fc.property(media, fc.nat(), fc.nat(), (samples, a, b) => {
        const shown = samples.map(({ pts }) => pts).sort((x, y) => x - y);
        const first = a % shown.length;
        const last = first + (b % (shown.length - first));
        const bounds = { startTicks: shown[first]!, endTicks: shown[last]! + 100, timescale };
        for (const plan of [planSplice(samples, timescale, bounds), planWholeEncode(samples, timescale, bounds)]) {
          if (!plan.ok) {
            expect(plan.reason).toBe("no_idr_in_range");
            expect(samples.some(({ isIdr, pts }) => isIdr && pts >= shown[first]! && pts <= shown[last]!)).toBe(false);
            continue;
          }
          expect(shownBy(samples, plan)).toEqual(shown.slice(first, last + 1));
          expect(plan.frameCount).toBe(last - first + 1);
          expect(plan.startTicks).toBe(shown[first]);
          expect(plan.endTicks).toBe(
            shown[last + 1] ?? shown[last]! + samples.find((s) => s.pts === shown[last])!.durationTicks,
          );
          if (plan.copyTo > plan.copyFrom) expect(samples[plan.copyFrom]!.isIdr).toBe(true);
          for (const piece of [plan.head, plan.tail]) {
            if (piece === null) continue;
            expect(samples[piece.feed[0]!]!.isIdr).toBe(true);
            const skipped = samples
              .slice(piece.feed[0], piece.feed.at(-1)! + 1)
              .filter((sample) => !piece.feed.includes(samples.indexOf(sample)));
            expect(skipped.every((sample) => !sample.isReference && !piece.framePts.includes(sample.pts))).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("encodes no frame at the end that could be copied", () => {
    // I P B B | I P B B: cut after the first B of the second group.
    const samples = makeSamples(
      [
        [0, 3, 1, 2],
        [0, 3, 1, 2],
      ],
      (rank) => rank * frameTicks,
    );
    const at = (rank: number) => rank * frameTicks;
    const plan = planSplice(samples, timescale, { startTicks: at(2), endTicks: at(6), timescale });
    expect(plan).toMatchObject({
      head: { feed: [0, 1, 3], framePts: [at(2), at(3)] },
      copyFrom: 4,
      copyTo: 5,
      tail: { framePts: [at(5)] },
    });
    expect(planSplice(samples, timescale, { startTicks: at(4), endTicks: at(8), timescale })).toMatchObject({
      head: null,
      copyFrom: 4,
      copyTo: 8,
      tail: null,
    });
  });

  test("bounds mean the frame on screen, and a rounded millisecond means the frame it was rounded from", () => {
    const samples = makeSamples(
      [
        [0, 1, 2],
        [0, 1, 2],
        [0, 1, 2],
      ],
      (rank) => rank * frameTicks,
    );
    const planAt = (startTicks: number, endTicks: number, scale: number) =>
      planSplice(samples, timescale, { startTicks, endTicks, timescale: scale });
    expect(planAt(1001 + 500, 6 * 1001 + 500, timescale)).toMatchObject({ startTicks: 1001, endTicks: 7 * 1001 });
    // Frame 2 is at 66.733 ms and frame 7 at 233.567 ms.
    expect(planAt(66, 234, 1000)).toMatchObject({ startTicks: 2 * 1001, endTicks: 7 * 1001 });
    expect(planAt(67, 233, 1000)).toMatchObject({ startTicks: 2 * 1001, endTicks: 7 * 1001 });
  });

  test.each([
    ["nothing between the bounds", 2000, 2000, "empty_range"],
    ["bounds the wrong way round", 6000, 3000, "empty_range"],
    ["an end past the media", 3003, 60_000, "outside_window"],
    ["a start before the media", -9000, 6006, "outside_window"],
    ["no keyframe between the bounds", 4004, 5005, "no_idr_in_range"],
  ])("refuses %s", (_, startTicks, endTicks, reason) => {
    const samples = makeSamples(
      [
        [0, 1, 2],
        [0, 1, 2],
      ],
      (rank) => rank * frameTicks,
    );
    expect(planSplice(samples, timescale, { startTicks, endTicks, timescale })).toMatchObject({ ok: false, reason });
  });

  test("refuses what can't be told apart in time, and what doesn't start clean", () => {
    const samples = makeSamples(
      [
        [0, 1, 2],
        [0, 1, 2],
      ],
      (rank) => rank * frameTicks,
    );
    const bounds = { startTicks: 1001, endTicks: 5005, timescale };
    const doubled = samples.map((sample, index) => (index === 2 ? { ...sample, pts: 1001 } : sample));
    expect(planSplice(doubled, timescale, bounds)).toMatchObject({ reason: "irregular_timestamps" });
    const leading = samples.map((sample, index) => (index === 4 ? { ...sample, pts: 2500 } : sample));
    expect(planSplice(leading, timescale, bounds)).toMatchObject({ reason: "irregular_timestamps" });
    const open = samples.map((sample, index) => (index === 0 ? { ...sample, isIdr: false, isSync: false } : sample));
    expect(planSplice(open, timescale, bounds)).toMatchObject({ reason: "open_gop" });
    expect(planWholeEncode(open, timescale, bounds)).toMatchObject({ reason: "open_gop" });
  });
});
