import { expect, test } from "vitest";
import { findSceneChanges } from "./find-scene-changes.ts";

/** 30 frames a second (1 tick each): sizes by a rule, keyframes where said. */
const framesOf = (count: number, size: (n: number) => number, keys: (n: number) => boolean) => {
  const numbers = Array.from({ length: count }, (_, n) => n);
  return { ptsTicks: numbers, sizeBytes: numbers.map(size), isKey: numbers.map(keys) };
};
const everyTwoSeconds = (n: number) => n % 60 === 0;
/** Sizes of P and B frames as they come: 900 to 1500, keyframes ten times that. */
const usual = (n: number) => (everyTwoSeconds(n) ? 12_000 : 900 + ((n * 7919) % 600));

test("frames far larger than all around are changes; keyframes in rhythm and small rises aren't", () => {
  const size = (n: number) => (n === 100 || n === 333 ? 9_000 : n === 200 ? 2_500 : usual(n));
  expect(findSceneChanges(framesOf(600, size, everyTwoSeconds), 30)).toEqual([100, 333]);
});

test("action that lasts is none", () => {
  const size = (n: number) => usual(n) * (n > 200 && n < 260 ? 8 : 1);
  expect(findSceneChanges(framesOf(600, size, everyTwoSeconds), 30)).toEqual([]);
});

test("keyframes out of the encoder's rhythm are changes", () => {
  const inRhythm = (n: number) => [0, 60, 120, 141, 201, 261, 321, 381, 390, 450, 510].includes(n);
  expect(
    findSceneChanges(
      framesOf(560, () => 1_000, inRhythm),
      30,
    ),
  ).toEqual([141, 390]);
});

test("where most groups end at cuts, only the longest ones are no change", () => {
  const atCuts = (n: number) => [0, 250, 281, 400, 650, 700, 950].includes(n);
  expect(
    findSceneChanges(
      framesOf(1_000, () => 1_000, atCuts),
      30,
    ),
  ).toEqual([281, 400, 700]);
});

test("two changes within half a second are one, and the video's beginning is none", () => {
  const keys = (n: number) => everyTwoSeconds(n) || n === 105;
  const size = (n: number) => (n === 5 || n === 100 ? 9_000 : usual(n));
  expect(findSceneChanges(framesOf(600, size, keys), 30)).toEqual([100]);
  expect(findSceneChanges(framesOf(0, usual, everyTwoSeconds), 30)).toEqual([]);
});
