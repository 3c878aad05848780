import { expect, test } from "vitest";
import { fitCutTimes, type TimedCut } from "./estimate-cut-seconds.ts";

const cut = (framesEncoded: number, seconds: number): TimedCut => ({ framesEncoded, seconds });

test.each<[string, TimedCut[], number, number | null]>([
  ["nothing is known before the first cut", [], 100, null],
  ["one cut says the same of every one", [cut(50, 1.5)], 300, 1.5],
  ["a line through several", [cut(0, 1), cut(100, 2), cut(200, 3)], 400, 5],
  ["more frames are never faster", [cut(0, 3), cut(100, 1)], 100, 2],
  ["never less than no time", [cut(100, 0.1), cut(200, 1.1)], 0, 0],
])("%s", (_name, cuts, frames, seconds) => {
  const estimate = fitCutTimes(cuts)(frames);
  if (seconds === null) expect(estimate).toBeNull();
  else expect(estimate).toBeCloseTo(seconds, 9);
});
