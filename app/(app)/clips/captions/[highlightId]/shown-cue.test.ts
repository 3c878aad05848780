import { expect, test } from "vitest";
import type { CaptionLine } from "#lib/clips/captions/model.ts";
import { cssColour, cuesOf, spokenWord, styleOf } from "./shown-cue.ts";

const text = "One two three four five six seven eight";
const line: CaptionLine = { startMs: 60_000, endMs: 64_000, text, words: null };
const size = { width: 1080, height: 1920 };
const shown = (preset: "bold" | "clean", profile: "landscape" | "vertical-crop") =>
  cuesOf([line], styleOf({ preset, profile }, size)).map((cue) =>
    cue.lines.map((words) => words.map((word) => word.text).join(" ")),
  );

test("a line is broken as the chosen style and shape draw it", () => {
  expect(shown("bold", "landscape")).toEqual([["One two three four", "five six seven eight"]]);
  expect(shown("clean", "vertical-crop")).toEqual([["One two three four", "five six seven eight"]]);
  expect(shown("bold", "vertical-crop")).toEqual([["One two three four", "five six seven"], ["eight"]]);
});

test("its times are the video's, and a word is marked until the next one", () => {
  const [first, second] = cuesOf([line], { maxColumns: 18 });
  expect([first!.startMs, first!.endMs, second!.endMs]).toEqual([60_000, second!.startMs, 64_000]);
  const { startMs } = first!.lines.flat()[2]!;
  expect([59_999, startMs - 1, startMs, 70_000].map((atMs) => spokenWord(first!, atMs))).toEqual([0, 1, 2, 6]);
});

test("colours", () => {
  expect(cssColour("&H0000E5FF")).toBe("#FFE500");
});
