import { expect, test } from "vitest";
import { stepHit } from "./use-search.ts";

const hits = [10, 20, 30].map((atSeconds) => ({ atSeconds }));

test.each([
  // From the playhead on, when none was shown yet.
  [-1, 1, 15, 1],
  [-1, -1, 15, 0],
  [-1, 1, 99, 0],
  [-1, -1, 99, 2],
  [-1, -1, 5, 2],
  // From the hit that is shown, round and round.
  [0, 1, 99, 1],
  [2, 1, 0, 0],
  [0, -1, 0, 2],
] as const)("from hit %d, step %d at %d s: hit %d", (at, by, now, next) =>
  expect(stepHit(hits, at, by, now)).toBe(next),
);

test("without hits there is none to go to", () => expect(stepHit([], -1, 1, 0)).toBeNull());
