import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clampAnswer, nearestFrameTicks, sanitiseText } from "./model.ts";
import { parseRefinementSettings } from "./schema.ts";

const answer = {
  startSeconds: 12,
  endSeconds: 20,
  isClipable: true,
  confidence: 0.5,
  reason: "r",
  title: "t",
  tags: ["a"],
};
const window = { startSeconds: 10, endSeconds: 30 };

describe("clampAnswer", () => {
  test("keeps bounds inside the window and text harmless", () => {
    const safe = clampAnswer(
      {
        ...answer,
        startSeconds: -50,
        endSeconds: 1e9,
        title: `\u202eevil\u0000\n${"x".repeat(300)}`,
        tags: ["a", "a", "\u200b"],
      },
      window,
    );
    expect(safe).toMatchObject({ startSeconds: 10, endSeconds: 30, tags: ["a"] });
    expect(safe!.title).toHaveLength(120);
    expect(safe!.title.startsWith("evil x")).toBe(true);
  });

  test("nothing is left of bounds outside the window", () => {
    expect(clampAnswer({ ...answer, startSeconds: 100, endSeconds: 200 }, window)).toBeNull();
    expect(clampAnswer({ ...answer, startSeconds: 20, endSeconds: 15 }, window)).toBeNull();
  });
});

test("sanitised text has no control, format or line characters and is never longer than allowed", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      const safe = sanitiseText(text, 120);
      expect([...safe].length).toBeLessThanOrEqual(120);
      expect(safe).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
    }),
  );
});

test("ticks are those of the nearest frame, inside the media", () => {
  const media = { videoTimescale: 30000, frameRateNum: 30000, frameRateDen: 1001, durationTicks: 300_300 };
  expect(nearestFrameTicks(media, 1)).toBe(30 * 1001);
  expect(nearestFrameTicks(media, 1000)).toBe(300_300);
  expect(nearestFrameTicks(media, -1)).toBe(0);
});

test("settings have defaults and refuse nonsense", () => {
  expect(parseRefinementSettings({})).toEqual({
    enabled: true,
    backend: "default",
    maxRefinements: 5,
    maxIterations: 3,
    maxInFlight: 2,
  });
  expect(() => parseRefinementSettings({ refinement: { maxRefinements: -1 } })).toThrow();
});
