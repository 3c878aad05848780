import { expect, test } from "vitest";
import { findFrameRate } from "./find-frame-rate.ts";

test.each([
  ["even", 90_000, [[3000, 500]], null, [30, 1, false]],
  ["29.97", 30_000, [[1001, 500]], null, [30_000, 1001, false]],
  [
    "milliseconds",
    16_000,
    [
      [272, 162],
      [256, 76],
    ],
    null,
    [60_000, 1001, false],
  ],
  [
    "one gap",
    16_000,
    [
      [272, 162],
      [256, 76],
      [608, 1],
    ],
    { num: 19_001, den: 317 },
    [60_000, 1001, false],
  ],
  ["a time base near it", 19_001, [[317, 100]], null, [60_000, 1001, false]],
  ["unusual", 1000, [[80, 100]], null, [25, 2, false]],
  [
    "variable",
    1000,
    [
      [33, 60],
      [66, 30],
      [500, 9],
    ],
    { num: 12, den: 1 },
    [12, 1, true],
  ],
  ["one frame", 1000, [], null, [25, 1, false]],
] as [string, number, [number, number][], { num: number; den: number } | null, [number, number, boolean]][])(
  "%s",
  (_, timescale, durations, source, [num, den, isVariable]) => {
    expect(findFrameRate({ timescale, durations: new Map(durations) }, source)).toEqual({ num, den, isVariable });
  },
);
