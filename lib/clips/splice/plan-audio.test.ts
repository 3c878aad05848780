import { expect, test } from "vitest";
import type { MediaSample } from "./model.ts";
import { type EditShift, planAudio } from "./plan-audio.ts";

const packets = (count: number, firstPts: number): MediaSample[] =>
  Array.from({ length: count }, (_, index) => {
    const pts = firstPts + index * 1024;
    return { dts: pts, pts, durationTicks: 1024, offset: 0, sizeBytes: 1, isSync: true };
  });
const none: EditShift = { mediaTime: 0, emptyTicks: 0, emptyTimescale: 1000 };
const plan = (
  samples: MediaSample[],
  startTicks: number,
  endTicks: number,
  options: { shift?: EditShift; codec?: string } = {},
) =>
  planAudio({
    codec: options.codec ?? "mp4a",
    samples,
    timescale: 48_000,
    shift: options.shift ?? none,
    video: { startTicks, endTicks, timescale: 90_000, shift: none },
  });

test.each([
  // 1 s is sample 48,000: in packet 46, 896 samples after its start; two packets lead in.
  [
    "in the middle",
    plan(packets(200, 0), 90_000, 180_000),
    { from: 44, to: 94, emptyTicks: 0, mediaTime: 2944, durationTicks: 48_000 },
  ],
  [
    "at the very start",
    plan(packets(200, 0), 0, 90_000),
    { from: 0, to: 47, emptyTicks: 0, mediaTime: 0, durationTicks: 48_000 },
  ],
  [
    "sound that starts half a second late",
    plan(packets(200, 24_000), 0, 90_000),
    { from: 0, to: 24, emptyTicks: 24_000, mediaTime: 0, durationTicks: 24_000 },
  ],
  [
    "Opus leads in for longer",
    plan(packets(200, 0), 90_000, 180_000, { codec: "Opus" }),
    { from: 42, to: 94, emptyTicks: 0, mediaTime: 4992, durationTicks: 48_000 },
  ],
  [
    "an edit list that delays the sound",
    plan(packets(200, 0), 90_000, 180_000, { shift: { ...none, emptyTicks: 500 } }),
    { from: 21, to: 71, emptyTicks: 0, mediaTime: 2496, durationTicks: 48_000 },
  ],
  [
    "an edit list that skips priming",
    plan(packets(200, 0), 90_000, 180_000, { shift: { ...none, mediaTime: 1024 } }),
    { from: 45, to: 95, emptyTicks: 0, mediaTime: 2944, durationTicks: 48_000 },
  ],
])("%s", (_, actual, expected) => {
  expect(actual).toEqual(expected);
});

test("is null where nothing sounds", () => {
  expect(plan(packets(10, 96_000), 0, 90_000)).toBeNull();
  expect(plan(packets(10, 0), 90_000, 180_000)).toBeNull();
  expect(plan([], 0, 90_000)).toBeNull();
});
