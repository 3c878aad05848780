import { expect, test } from "vitest";
import { createFrameTimes } from "#app/_player/frame-times.ts";
import { keyTarget } from "./key-target.ts";

const uneven = [0, 0.04, 0.08, 0.5, 0.6, 1, 1.2, 1.5, 2, 2.5, 3, 3.1, 3.2];
const durationSeconds = 3.3;
const frames = createFrameTimes({ frameRate: 10, durationSeconds, read: async () => uneven });
await frames.load(0);

test.each([
  ["ArrowRight", false, 0.08, 0.5],
  ["ArrowLeft", false, 0.6, 0.5],
  ["ArrowUp", false, 3.2, 3.3],
  ["ArrowRight", false, 3.3, 3.3],
  ["ArrowDown", false, 3.3, 3.2],
  ["ArrowLeft", false, 0, 0],
  ["ArrowRight", true, 0.5, 1.5],
  ["ArrowLeft", true, 2.5, 1.5],
  ["PageUp", false, 0.5, 3.3],
  ["PageDown", false, 3, 0],
  ["Home", false, 2, 1],
  ["End", false, 2, 3.3],
  ["x", false, 2, null],
])("%s (shift: %s) from %d goes to %s", (key, shiftKey, at, to) => {
  expect(keyTarget({ key, shiftKey }, { at, least: 1, most: 3.3, durationSeconds, frames })).toBe(to);
});
