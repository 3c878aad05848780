import { expect, test } from "vitest";
import { buildSpriteVtt, layOutSprites } from "#lib/vods/sprites.ts";
import { findSprite, parseSpriteVtt } from "./sprite-cues.ts";

const ticks = Array.from({ length: 150 }, (_, n) => n * 60_000);
const layout = layOutSprites({ width: 1920, height: 1080 }, ticks);
const cues = parseSpriteVtt(
  buildSpriteVtt(layout, { videoTimescale: 1000, durationTicks: 9_000_000 }, (sheet) => `/sheets/${sheet}`),
);

test("the map is read as it was written", () => {
  expect(cues).toHaveLength(150);
  expect(cues[112]).toEqual({ startSeconds: 6720, sheetUrl: "/sheets/1", x: 320, y: 90, width: 160, height: 90 });
});

test.each([
  [-1, 0],
  [0, 0],
  [59.9, 0],
  [60, 60],
  [1e6, 8940],
])("at %f s stands the picture of %f s", (seconds, startSeconds) => {
  expect(findSprite(cues, seconds)).toMatchObject({ startSeconds });
});

test("a video without pictures has none", () => {
  expect(parseSpriteVtt("WEBVTT\n")).toEqual([]);
  expect(findSprite([], 3)).toBeNull();
});
