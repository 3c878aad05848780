import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mockBackend } from "./backends/mock.ts";
import { clampAnswer, nearestFrameTicks, type RefinementInput, sanitiseText } from "./model.ts";
import { parseRefinementSettings, refinementAnswer } from "./schema.ts";

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

describe("the mock backend", () => {
  const input: RefinementInput = {
    window,
    current: { startSeconds: 14.2, endSeconds: 24.4 },
    peakSeconds: 19,
    score: 3,
    contributions: [
      { signal: "chat", name: "chat", value: 2, label: "chat 5.1σ", evidence: [{ atSeconds: 19, text: "LUL" }] },
    ],
    transcript: [
      { startSeconds: 11, endSeconds: 13.5, text: "So here we go." },
      { startSeconds: 14, endSeconds: 18, text: "watch this jump" },
      { startSeconds: 18.1, endSeconds: 24.9, text: "no way, it worked!" },
      { startSeconds: 26, endSeconds: 29, text: "Anyway." },
    ],
    chat: [],
    events: [],
    loudness: null,
    previous: null,
  };
  const ask = async (given: RefinementInput) =>
    refinementAnswer.parse((await mockBackend.refine(given, { signal: new AbortController().signal })).answer);

  test("moves bounds to where speech starts and sentences end, and names the moment", async () => {
    expect(await ask(input)).toMatchObject({
      startSeconds: 14,
      endSeconds: 24.9,
      isClipable: true,
      title: "no way, it worked!",
      tags: ["chat"],
    });
  });

  test("leaves bounds alone where nobody speaks", async () => {
    expect(await ask({ ...input, transcript: [] })).toMatchObject({
      startSeconds: 14.2,
      endSeconds: 24.4,
      title: "Chat: LUL",
    });
  });

  test("judges a moment without any evidence not a clip", async () => {
    expect(await ask({ ...input, contributions: [], score: 0 })).toMatchObject({ isClipable: false });
  });

  test("gives the same answer to the same input, and settles", async () => {
    const first = await ask(input);
    expect(await ask(input)).toEqual(first);
    const { startSeconds, endSeconds } = first;
    expect(await ask({ ...input, current: { startSeconds, endSeconds }, previous: first })).toMatchObject({
      startSeconds,
      endSeconds,
    });
  });
});

test("settings have defaults and refuse nonsense", () => {
  expect(parseRefinementSettings({})).toEqual({ enabled: true, backend: "mock", maxRefinements: 5, maxIterations: 3 });
  expect(() => parseRefinementSettings({ refinement: { maxRefinements: -1 } })).toThrow();
});
