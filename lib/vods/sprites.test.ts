import { expect, test } from "vitest";
import { buildSpriteVtt, chooseSegments, fitTile, layOutSprites, mostThumbnails } from "./sprites.ts";

const indexOf = (count: number, everySeconds: number) => ({
  videoTimescale: 1000,
  durationTicks: count * everySeconds * 1000,
  segments: {
    firstByte: [],
    sizeBytes: [],
    startTicks: Array.from({ length: count }, (_, n) => Math.round(n * everySeconds * 1000)),
  },
});

test.each([
  [3, 2, 3],
  [30, 2, 30],
  [100, 2, 60],
  [200, 2, 60],
  [900, 2, 180],
  [100, 10, 100],
  [100, 1, 50],
  [14_400, 2, mostThumbnails],
  [3_600, 8, mostThumbnails],
])("%i segments of %f s: %i pictures, evenly spread", (count, everySeconds, wanted) => {
  const index = indexOf(count, everySeconds);
  const chosen = chooseSegments(index);
  expect(chosen).toHaveLength(wanted);
  const gaps = chosen.slice(1).map((n, i) => n - chosen[i]!);
  expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
});

test.each([
  [1920, 1080, 160, 90],
  [800, 600, 120, 90],
  [1080, 1920, 50, 90],
  [4000, 10, 160, 2],
  [160, 90, 160, 90],
])("%i × %i fits as %i × %i", (width, height, tileWidth, tileHeight) => {
  expect(fitTile(width, height)).toEqual({ tileWidth, tileHeight });
});

test("the map names sheet and place of every picture, without a gap in time", () => {
  const index = indexOf(101, 36.001);
  const layout = layOutSprites({ width: 1920, height: 1080 }, index.segments.startTicks);
  const vtt = buildSpriteVtt(layout, index, (sheet) => `/s/${sheet}`);
  const cues = vtt.split("\n\n").slice(1);
  expect(vtt.startsWith("WEBVTT\n\n")).toBe(true);
  expect(cues).toHaveLength(101);
  expect(cues[0]).toBe("00:00:00.000 --> 00:00:36.001\n/s/0#xywh=0,0,160,90");
  expect(cues[11]).toBe("00:06:36.011 --> 00:07:12.012\n/s/0#xywh=160,90,160,90");
  expect(cues[100]).toBe("01:00:00.100 --> 01:00:36.101\n/s/1#xywh=0,0,160,90\n");
});

test("few pictures make a small sheet", () => {
  expect(layOutSprites({ width: 16, height: 9 }, [0, 1, 2])).toMatchObject({ columns: 3, rows: 1 });
  expect(layOutSprites({ width: 16, height: 9 }, new Array(23).fill(0))).toMatchObject({ columns: 10, rows: 3 });
});
