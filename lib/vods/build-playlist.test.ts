import fc from "fast-check";
import { expect, test } from "vitest";
import { buildPlaylist, sliceIndex } from "./build-playlist.ts";
import type { MediaIndex } from "./model.ts";

/** Segments of 2 s, the first frame shown 0.1 s after timeline zero. */
const indexOf = (count: number): MediaIndex => {
  const startTicks = Array.from({ length: count }, (_, n) => (n === 0 ? 100 : n * 2_000));
  return {
    videoTimescale: 1_000,
    zeroPtsTicks: 0,
    firstDtsTicks: 0,
    initBytes: 50,
    segments: { firstByte: startTicks.map((_, n) => 50 + n * 10), sizeBytes: startTicks.map(() => 10), startTicks },
    keyframeTicks: startTicks,
    durationTicks: count * 2_000,
    frameRateNum: 25,
    frameRateDen: 1,
  };
};
const linesOf = (index: ReturnType<typeof sliceIndex>) =>
  buildPlaylist(index, "media")
    .split("\n")
    .filter((line) => /^#EXT(INF|-X-BYTERANGE)/.test(line));

test("a stretch is the segments that show it, at their own bytes", () => {
  expect(linesOf(sliceIndex(indexOf(10), 5_000, 8_000))).toEqual([
    ...["#EXTINF:2,", "#EXT-X-BYTERANGE:10@70"],
    ...["#EXTINF:2,", "#EXT-X-BYTERANGE:10"],
  ]);
});

test("the first segment begins at zero, also in a stretch of its own", () => {
  expect(linesOf(sliceIndex(indexOf(10), 0, 1_000))).toEqual(["#EXTINF:2,", "#EXT-X-BYTERANGE:10@50"]);
});

test("no bounds give all of it; bounds past the end give the last segment", () => {
  const index = indexOf(4);
  expect(buildPlaylist(sliceIndex(index, 0, Number.POSITIVE_INFINITY), "media")).toBe(buildPlaylist(index, "media"));
  expect(linesOf(sliceIndex(index, 90_000, 95_000))).toEqual(["#EXTINF:2,", "#EXT-X-BYTERANGE:10@80"]);
});

test("a stretch covers what was asked for and begins and ends within a segment of it", () => {
  const index = indexOf(30);
  const tick = fc.integer({ min: 0, max: index.durationTicks - 1 });
  fc.assert(
    fc.property(tick, fc.integer({ min: 1, max: 20_000 }), (from, length) => {
      const { segments, durationTicks } = sliceIndex(index, from, from + length);
      const first = segments.startTicks[0]!;
      expect(first <= Math.max(100, from) && from - first < 2_000).toBe(true);
      expect(durationTicks).toBeGreaterThanOrEqual(Math.min(from + length, index.durationTicks));
      expect(durationTicks - (from + length)).toBeLessThan(2_000);
    }),
  );
});
