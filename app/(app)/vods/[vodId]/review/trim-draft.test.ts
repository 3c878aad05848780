import fc from "fast-check";
import { expect, test } from "vitest";
import { moveEdge } from "./trim-draft.ts";

const media = { timescale: 15_360, frameRate: 30, durationSeconds: 60 };
const draft = { startTicks: 15_360 * 10, endTicks: 15_360 * 20 };

test.each([
  ["a frame later", "start", draft.startTicks + 512, { startTicks: 154_112 }],
  ["between frames", "start", draft.startTicks + 700, { startTicks: 154_112 }],
  ["before the video", "start", -500, { startTicks: 0 }],
  ["past the end", "start", 15_360 * 30, { startTicks: 15_360 * 19 }],
  ["after the video", "end", 15_360 * 90, { endTicks: 15_360 * 60 }],
  ["before the start", "end", 0, { endTicks: 15_360 * 11 }],
] as const)("%s", (_name, edge, ticks, expected) => {
  expect(moveEdge(draft, edge, ticks, media)).toEqual({ ...draft, ...expected });
});

test("at 29.97 a frame is a frame", () => {
  const ntsc = { timescale: 30_000, frameRate: 30_000 / 1_001, durationSeconds: 60 };
  const at = { startTicks: 0, endTicks: 300_300 };
  expect(moveEdge(at, "start", 1_001, ntsc).startTicks).toBe(1_001);
  expect(moveEdge(at, "end", 300_300 - 1_001, ntsc).endTicks).toBe(299_299);
});

test("a draft is always within the video, a second long or more, and only the moved edge moves", () => {
  const whole = 60 * 15_360;
  const inside = fc.integer({ min: 0, max: whole - 15_360 });
  fc.assert(
    fc.property(
      inside,
      fc.constantFrom("start", "end"),
      fc.integer({ min: -whole, max: 2 * whole }),
      (from, edge, to) => {
        const old = { startTicks: from, endTicks: from + 15_360 };
        const next = moveEdge(old, edge, to, media);
        expect(next.startTicks).toBeGreaterThanOrEqual(0);
        expect(next.endTicks).toBeLessThanOrEqual(whole);
        expect(next.endTicks - next.startTicks).toBeGreaterThanOrEqual(15_360);
        expect(edge === "start" ? next.endTicks : next.startTicks).toBe(
          edge === "start" ? old.endTicks : old.startTicks,
        );
      },
    ),
  );
});
