import { describe, expect, test } from "vitest";
import { findBounds } from "./find-bounds.ts";
import { findPeaks } from "./find-peaks.ts";
import { planDiff } from "./plan-diff.ts";
import { snapToFrames } from "./snap-bounds.ts";

describe("pieces", () => {
  test.each([
    [[0, 1, 0, 0, 2, 0], 1, 9, [4, 1]],
    [[0, 1, 0, 0, 2, 0], 4, 9, [4]],
    [[3, 0, 3], 1, 9, [0, 2]],
    [[1, 1, 1], 1, 9, [2]],
    [[0, 5, 0, 4, 0, 3], 1, 2, [1, 3]],
    [[], 1, 9, []],
  ])("peaks of %j at least %i apart", (values, spacing, limit, expected) => {
    expect(findPeaks(Float64Array.from(values), { spacing, limit, lowest: 0 })).toEqual(expected);
  });

  const options = {
    lagSeconds: 20,
    minSeconds: 15,
    maxSeconds: 90,
    durationSeconds: 600,
    pauses: [],
    sceneChanges: [],
  };
  const activity = (from: number, to: number) => ({
    fromSecond: 0,
    fine: Float64Array.from({ length: 600 }, (_, i) => (i >= from && i <= to ? 1 : 0)),
    baseline: new Float64Array(600),
  });
  test.each([
    ["onset less the lag until calm", 310, activity(300, 320), {}, [280, 320]],
    ["clamped at the start", 8, activity(5, 20), {}, [0, 20]],
    ["clamped at the end", 596, activity(590, 599), {}, [570, 599]],
    ["at most the longest", 330, activity(300, 370), { maxSeconds: 30 }, [305, 335]],
    ["at least the shortest", 300, activity(300, 301), { lagSeconds: 0 }, [300, 315]],
    ["snapped to pauses within 2 s", 310, activity(300, 320), { pauses: [250, 278.5, 321.2] }, [278.5, 321.2]],
    ["not to what is farther", 310, activity(300, 320), { pauses: [277.9, 322.1], sceneChanges: [282.1] }, [280, 320]],
    [
      "to a change of scene where nobody pauses",
      310,
      activity(300, 320),
      { pauses: [281.5], sceneChanges: [280.2, 319.4] },
      [281.5, 319.4],
    ],
  ])("bounds: %s", (_name, peak, given, changes, [startSeconds, endSeconds]) => {
    expect(findBounds(peak, given, { ...options, ...changes })).toEqual({ startSeconds, endSeconds });
  });

  test("ticks fall on frames of 29.97 a second and stay within the video", () => {
    const grid = { timescale: 30_000, durationTicks: 300_300, frameRateNum: 30_000, frameRateDen: 1_001 };
    const one = { startSeconds: 1.01, endSeconds: 50, peakSeconds: 2, score: 1, contributions: [], isWeak: false };
    expect(snapToFrames(one, grid)).toMatchObject({ startTicks: 30_030, endTicks: 300_300 });
    expect(snapToFrames({ ...one, startSeconds: 99, endSeconds: 99 }, grid)).toMatchObject({
      startTicks: 299_299,
      endTicks: 300_300,
    });
  });

  test("the diff matches by moment, and leaves protected ones alone", () => {
    const at = (start: number) => ({ startTicks: start, endTicks: start + 30, peakTicks: start + 20, score: 1 });
    const existing = (id: string, start: number, isProtected = false) => ({ id, ...at(start), isProtected });
    const plan = planDiff(
      [at(100), at(205), at(300), at(500)],
      [existing("a", 100), existing("b", 200), existing("c", 300, true), existing("d", 400)],
      10,
    );
    expect(plan).toEqual({
      updates: [
        { id: "a", candidate: 0, isMoved: false },
        { id: "b", candidate: 1, isMoved: true },
      ],
      inserts: [3],
      gone: ["d"],
      diff: { kept: 1, moved: 1, added: 1, gone: 1, protected: 1 },
    });
  });
});
