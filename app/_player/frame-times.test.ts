import fc from "fast-check";
import { expect, test } from "vitest";
import { createFrameTimes } from "./frame-times.ts";

/** Frames with gaps and of uneven length, as a recording of a screen has them. */
const uneven = (count: number) => {
  const frames = [0];
  for (let n = 1; n < count; n += 1) frames.push(frames[n - 1]! + (n % 7 === 0 ? 0.4 : n % 3 === 0 ? 0.05 : 1 / 30));
  return frames;
};

function open(frames: number[], frameRate: number) {
  const durationSeconds = frames.at(-1)! + 1 / frameRate;
  const asked: number[] = [];
  const read = async (from: number, to: number) => {
    asked.push(from);
    return frames.filter((frame) => frame >= from && frame < to);
  };
  return { times: createFrameTimes({ frameRate, durationSeconds, read }), asked, durationSeconds };
}

const kinds: [string, number[], number][] = [
  ["29.97 frames a second", Array.from({ length: 1_500 }, (_, n) => (n * 1_001) / 30_000), 30_000 / 1_001],
  ["uneven frames", uneven(700), 20],
  ["milliseconds", Array.from({ length: 1_400 }, (_, n) => Math.round((n * 1_001) / 24) / 1000), 24_000 / 1_001],
];

test.each(kinds)(
  "%s: N steps on and M back are N - M frames, wherever they begin",
  async (_name, frames, frameRate) => {
    const { times } = open(frames, frameRate);
    for (let at = 0; at < frames.at(-1)!; at += 10) await times.load(at);
    fc.assert(
      fc.property(fc.nat(frames.length - 1), fc.array(fc.constantFrom(1, -1, 5), { maxLength: 60 }), (from, steps) => {
        // Anywhere while the frame is on screen.
        let at = frames[from]! + 0.4 * ((frames[from + 1] ?? frames[from]!) - frames[from]!);
        let expected = from;
        for (const by of steps) {
          at = times.stepFrom(at, by)!;
          expected = Math.max(0, Math.min(frames.length - 1, expected + by));
        }
        expect(at).toBe(steps.length > 0 ? frames[expected] : at);
      }),
    );
  },
);

test.each(kinds)("%s: the nearest boundary is a frame's, or the end", async (_name, frames, frameRate) => {
  const { times, durationSeconds } = open(frames, frameRate);
  for (let at = 0; at < frames.at(-1)!; at += 10) await times.load(at);
  const places = [...frames, durationSeconds];
  fc.assert(
    fc.property(fc.double({ min: 0, max: durationSeconds + 1, noNaN: true }), (seconds) => {
      const away = Math.min(...places.map((place) => Math.abs(place - seconds)));
      expect(Math.abs(times.nearest(seconds) - seconds)).toBeCloseTo(away, 9);
      expect(places).toContain(times.nearest(seconds));
    }),
  );
});

test("before anything is read there is no step, and the nearest is on the grid; each piece is read once", async () => {
  const { times, asked } = open(kinds[0]![1], kinds[0]![2]);
  expect(times.stepFrom(20, 1)).toBeNull();
  expect(times.nearest(10)).toBeCloseTo((300 * 1_001) / 30_000, 9);
  await Promise.all([times.load(20), times.load(21)]);
  expect(asked.sort((a, b) => a - b)).toEqual([0, 16, 32]);
  expect(times.stepFrom(20, 1)).toBe((600 * 1_001) / 30_000);
});

test("without an answer the nominal grid is taken", async () => {
  const read = () => Promise.reject(new Error("gone"));
  const times = createFrameTimes({ frameRate: 25, durationSeconds: 60, read });
  await times.load(30);
  expect(times.stepFrom(30, 1)).toBeCloseTo(30.04, 9);
  expect(times.stepFrom(31.99, 2)).toBeCloseTo(32.04, 9);
});
