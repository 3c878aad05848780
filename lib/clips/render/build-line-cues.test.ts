import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CaptionLine } from "../captions/model.ts";
import { textOf } from "./build-cues.ts";
import { buildLineCues } from "./build-line-cues.ts";
import { splitWords } from "./split-words.ts";

const room = { maxColumns: 20, durationMs: 10_000 };
const line = (startMs: number, endMs: number, text: string): CaptionLine => ({ startMs, endMs, text, words: null });
const said = (startMs: number, endMs: number, text: string) =>
  splitWords([{ startMs, endMs, text, words: null }], room.maxColumns);

/** `0-1000 text / second line` */
const shown = (lines: CaptionLine[], covered = { fromMs: 0, toMs: 10_000 }, words = said(0, 1, "")) =>
  buildLineCues({ covered, lines }, words, room).map(
    (cue) => `${cue.startMs}-${cue.endMs} ${cue.lines.map(textOf).join(" / ")}`,
  );

describe("edited lines", () => {
  test.each<[string, string[], string[]]>([
    ["keep their times to the millisecond", shown([line(123, 4_567, "Hello there")]), ["123-4567 Hello there"]],
    [
      "are not joined, however near",
      shown([line(0, 1_000, "One"), line(1_000, 2_000, "two")]),
      ["0-1000 One", "1000-2000 two"],
    ],
    [
      "take two rows where one is too narrow",
      shown([line(0, 2_000, "this is too wide for one row")]),
      ["0-2000 this is too / wide for one row"],
    ],
    [
      "follow one another within their time where two rows are too few",
      shown([line(0, 4_000, "aaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbb cccccccccccccccccccc dddddddddddddddddddd")]),
      ["0-2000 aaaaaaaaaaaaaaaaaaaa / bbbbbbbbbbbbbbbbbbbb", "2000-4000 cccccccccccccccccccc / dddddddddddddddddddd"],
    ],
    [
      "are cut off at the clip's ends",
      shown([line(-500, 500, "early"), line(9_800, 12_000, "late"), line(20_000, 21_000, "never")]),
      ["0-500 early", "9800-10000 late"],
    ],
    [
      "take the transcript's place only where they stand for it",
      shown([line(4_000, 5_000, "mine")], { fromMs: 3_000, toMs: 6_000 }, [
        ...said(0, 2_000, "before it"),
        ...said(3_500, 5_500, "said meanwhile"),
        ...said(7_000, 9_000, "after it"),
      ]),
      ["0-2000 before it", "4000-5000 mine", "7000-9000 after it"],
    ],
    ["that were all removed leave nothing", shown([], undefined, said(1_000, 3_000, "not this")), []],
  ])("%s", (_, cues, expected) => expect(cues).toEqual(expected));

  test("never overlap, never leave the clip, and keep every word", () => {
    const text = fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1, maxLength: 12 });
    const steps = fc.array(fc.tuple(fc.nat(1_500), fc.integer({ min: 200, max: 3_000 }), text), { maxLength: 8 });
    fc.assert(
      fc.property(steps, (parts) => {
        let at = 0;
        const lines = parts.map(([gap, length, words]) => {
          const startMs = at + gap;
          at = startMs + length;
          return line(startMs, at, words.join(" "));
        });
        const cues = buildLineCues({ covered: { fromMs: 0, toMs: at }, lines }, [], { ...room, durationMs: at });
        for (const [n, cue] of cues.entries()) {
          expect(cue.endMs).toBeGreaterThan(cue.startMs);
          expect(cue.startMs).toBeGreaterThanOrEqual(cues[n - 1]?.endMs ?? 0);
          expect(cue.lines.length).toBeLessThanOrEqual(2);
        }
        const letters = (of: string) => of.replace(/\s/g, "");
        expect(letters(cues.map((cue) => cue.lines.map(textOf).join("")).join(""))).toBe(
          letters(lines.map((one) => one.text).join("")),
        );
      }),
    );
  });
});
