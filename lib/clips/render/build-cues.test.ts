import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildCues, minCueMs, textOf } from "./build-cues.ts";
import { columnsOf } from "./shown-text.ts";
import { type Segment, splitWords } from "./split-words.ts";

const segment = (startMs: number, endMs: number, text: string): Segment => ({ startMs, endMs, text, words: null });
const show = (segments: Segment[], maxColumns = 32, durationMs = 60_000) =>
  buildCues(splitWords(segments, maxColumns), { maxColumns, durationMs }).map((cue) => [
    cue.startMs,
    cue.endMs,
    cue.lines.map(textOf).join("|"),
  ]);

describe("cues", () => {
  test("one short sentence is one line, held long enough to be read", () => {
    expect(show([segment(1_000, 1_300, "No way!")])).toEqual([[1_000, 1_700, "No way!"]]);
  });
  test("two even lines, and no word cut", () => {
    expect(show([segment(0, 3_000, "So I walk in there and the bunny is watching me")])).toEqual([
      [0, 3_000, "So I walk in there and|the bunny is watching me"],
    ]);
  });
  test.each([
    ["a sentence's end", [segment(0, 2_000, "That was the plan."), segment(2_000, 4_000, "Then it broke")]],
    ["a pause", [segment(0, 2_000, "That was the plan"), segment(2_600, 4_000, "then it broke")]],
  ])("a new cue after %s", (_, segments) => {
    expect(show(segments)).toHaveLength(2);
  });
  test("languages without spaces are split at words, joined without spaces, and count two columns a letter", () => {
    const cues = show([segment(0, 4_000, "私は今日とても楽しいゲームをしています。")], 18);
    expect(cues.map((cue) => String(cue[2]).replaceAll("|", "")).join("")).toBe(
      "私は今日とても楽しいゲームをしています。",
    );
    for (const cue of cues)
      for (const line of String(cue[2]).split("|")) expect(columnsOf(line)).toBeLessThanOrEqual(18);
  });
  test("the transcript's own word times are used", () => {
    const words = [
      { startMs: 500, endMs: 700, text: "Hi" },
      { startMs: 2_000, endMs: 2_400, text: "there" },
    ];
    expect(show([{ ...segment(0, 3_000, "Hi there"), words }])).toEqual([
      [500, 1_200, "Hi"],
      [2_000, 2_700, "there"],
    ]);
  });
  test("what lies outside the clip is left out, what reaches over its ends is clamped", () => {
    const cues = show(
      [segment(-5_000, -1_000, "before"), segment(-300, 400, "at"), segment(9_000, 9_500, "after")],
      32,
      2_000,
    );
    expect(cues).toEqual([[0, 700, "at"]]);
  });

  const word = fc.oneof(
    fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(..."abcdefgh.!?") }),
    fc.string({ maxLength: 60, unit: "grapheme" }),
  );
  const segments = fc
    .array(
      fc.record({
        gapMs: fc.nat(3_000),
        msPerColumn: fc.integer({ min: 50, max: 300 }),
        text: fc.array(word, { maxLength: 25 }),
      }),
      {
        maxLength: 8,
      },
    )
    .map((parts) => {
      let at = 0;
      return parts.map(({ gapMs, msPerColumn, text }) => {
        const joined = text.join(" ");
        const startMs = at + gapMs;
        at = startMs + Math.max(300, columnsOf(joined) * msPerColumn);
        return segment(startMs, at, joined);
      });
    });
  test("any speech up to 20 columns a second: all words once, in order, in lines that fit, for at least 0.7 s", () => {
    fc.assert(
      fc.property(segments, fc.integer({ min: 12, max: 40 }), (speech, maxColumns) => {
        const durationMs = 10_000_000;
        const words = splitWords(speech, maxColumns);
        const cues = buildCues(words, { maxColumns, durationMs });
        expect(cues.flatMap((cue) => cue.lines.flat())).toEqual(words.filter((one) => one.endMs > 0));
        let before = 0;
        for (const cue of cues) {
          expect(cue.startMs).toBeGreaterThanOrEqual(before);
          expect(cue.lines.length).toBeLessThanOrEqual(2);
          for (const line of cue.lines) expect(columnsOf(textOf(line))).toBeLessThanOrEqual(maxColumns);
          expect(cue.endMs - cue.startMs).toBeGreaterThanOrEqual(minCueMs);
          before = cue.endMs;
        }
      }),
      { numRuns: 80 },
    );
  });
  test("any speech at the pace people read is shown at that pace", () => {
    const text = fc.array(fc.string({ minLength: 1, maxLength: 9, unit: fc.constantFrom(..."abcdefg") }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(text, (words) => {
        const joined = words.join(" ");
        const cues = buildCues(splitWords([segment(0, Math.ceil(joined.length * 80), joined)], 32), {
          maxColumns: 32,
          durationMs: 1e7,
        });
        for (const cue of cues) {
          const columns = columnsOf(cue.lines.map(textOf).join(" "));
          expect(cue.endMs - cue.startMs).toBeGreaterThanOrEqual(Math.min(minCueMs, (columns / 17) * 1000) - 1);
        }
      }),
      { numRuns: 100 },
    );
  });
});
