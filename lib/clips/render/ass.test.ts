import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { writeAss } from "./ass.ts";
import { buildCues } from "./build-cues.ts";
import { captionStyle, chatArea } from "./caption-style.ts";
import { buildChatStates, type ChatLine } from "./chat-states.ts";
import { type Font, listFonts } from "./fonts.ts";
import type { CaptionPreset } from "./model.ts";
import { createShaper } from "./shape-text.ts";
import { cleanShownText } from "./shown-text.ts";
import { splitWords } from "./split-words.ts";

const size = { width: 1080, height: 1920 };
let fonts: Font[];
beforeAll(async () => {
  fonts = await listFonts({ dataDir: "/nonexistent" });
});

function write(text: string, preset: CaptionPreset = "bold", chat: ChatLine[] = []) {
  const style = captionStyle(preset, "vertical-blur", size);
  const { maxColumns } = style;
  const cues = buildCues(splitWords([{ startMs: 0, endMs: 3_000, text, words: null }], maxColumns), {
    maxColumns,
    durationMs: 3_000,
  });
  const shaper = createShaper(fonts, style.weight);
  const area = chatArea("vertical-blur", size, 0.35);
  const states = buildChatStates(chat, { maxLines: area.maxLines, durationMs: 3_000 });
  const script = writeAss({ size, captions: { style, cues, shaper }, chat: { area, states, shaper } });
  return { script, shaper, events: script.split("\n").filter((line) => line.startsWith("Dialogue:")) };
}
/** An event's text without the commands we write ourselves, and without our escapes. */
const seen = (event: string) =>
  event
    .split(",")
    .slice(9)
    .join(",")
    .replace(/(?<!\\)\{[^}]*\}/g, "")
    .replaceAll("\\N", "\n")
    .replace(/\\([{}])/g, "$1");

describe("the script", () => {
  test("is a cue an event, two lines by \\N", () => {
    expect(write("So I walk in there now").events).toEqual([
      "Dialogue: 2,0:00:00.00,0:00:03.00,Captions,,0,0,0,,So I walk\\Nin there now",
    ]);
  });
  test("karaoke: an event a word, with that word marked", () => {
    const { events } = write("go go go", "karaoke");
    expect(events).toHaveLength(3);
    expect(events[1]).toContain("go {\\1c&H0000E5FF&}go{\\1c&H00FFFFFF&} go");
  });
  test.each([
    ["a command", "{\\pos(0,0)}hi", "{∖pos(0,0)}hi"],
    ["a break", "C:\\Names\\n", "C:∖Names∖n"],
    ["line ends", "a\r\nDialogue: 0\nb", "a Dialogue: 0 b"],
    ["a turned direction", "abc\u202edcb", "abcdcb"],
  ])("hostile text is text: %s", (_, text, shown) => {
    const { events } = write(text);
    expect(events.map((event) => seen(event).replace("\n", " ")).join(" ")).toBe(shown);
  });
  test("whatever is said or chatted, every line is one we wrote and no foreign command is left", () => {
    const hostile = fc.string({
      unit: fc.oneof(fc.constantFrom("{", "}", "\\", "N", "p1", "\n", ",", "\u202e"), fc.string()),
    });
    fc.assert(
      fc.property(hostile, (text) => {
        const { script } = write(text, "clean", [{ atMs: 100, author: text.slice(0, 20), text }]);
        const lines = script.slice(script.indexOf("[Events]")).split("\n").slice(2, -1);
        for (const line of lines) {
          expect(line).toMatch(/^Dialogue: [012],\d:\d\d:\d\d\.\d\d,\d:\d\d:\d\d\.\d\d,(Captions|Chat),,0,0,0,,/);
          for (const [command] of line.matchAll(/(?<!\\)\{[^}]*\}/g)) {
            expect(command).toMatch(
              /^\{(\\(fn[\w ]+|1c&H\w+&|1a&H60&|fsc[xy][\d.]+|an[47]|q2|bord0|p[01]|pos\([\d.,]+\)))+\}$/,
            );
          }
        }
      }),
      { numRuns: 200 },
    );
  });
  test("wide letters are made smaller rather than put past the edge", () => {
    expect(write("WWWWWWWWWWWWWWWWWW").events[0]).toMatch(/\{\\fscx[4-9]\d/);
  });
});

describe("fonts", () => {
  test.each([
    ["🔥", "Noto Emoji"],
    ["こんにちは世界", "MotoyaLCedar"],
    ["你好世界", "ZCOOL QingKe HuangYou"],
    ["안녕", "Black Han Sans"],
    ["Привет", "DejaVu Sans"],
    ["مرحبا", "DejaVu Sans"],
  ])("%s is drawn with %s", (text, family) => {
    const shaper = createShaper(fonts, "bold");
    expect(shaper.shape(text).map((run) => [run.text, run.font.family])).toEqual([[text, family]]);
    expect(shaper.missing.size).toBe(0);
    expect(shaper.measure(text)).toBeGreaterThan(0.4);
  });
  test("a letter that no font has is a question mark, and is told", () => {
    const shaper = createShaper(fonts, "plain");
    expect(shaper.shape("aก").map((run) => run.text)).toEqual(["a?"]);
    expect(shaper.missing).toEqual(new Set(["ก"]));
    expect(shaper.counts).toEqual({ drawn: 2, replaced: 1 });
  });
  test("skin colours, looks and towers of accents leave no signs of their own", () => {
    const shaper = createShaper(fonts, "plain");
    expect(shaper.shape("👍🏽❤️").map((run) => run.text)).toEqual(["👍❤"]);
    expect(cleanShownText(`a${"\u0301\u0302".repeat(20)}`).length).toBeLessThan(5);
  });
});

describe("chat", () => {
  test("shows the last messages of eight seconds, at most one change in 0.3 s", () => {
    const chat = Array.from({ length: 5_000 }, (_, n) => ({ atMs: n - 2_000, author: "a", text: String(n) }));
    const states = buildChatStates(chat, { maxLines: 5, durationMs: 3_000 });
    expect(states).toHaveLength(10);
    expect(states.at(-1)?.lines.map((line) => line.text)).toEqual(["4696", "4697", "4698", "4699", "4700"]);
    expect(buildChatStates([{ atMs: 1_000, author: "a", text: "b" }], { maxLines: 5, durationMs: 20_000 })).toEqual([
      { startMs: 1_200, endMs: 9_000, lines: [{ atMs: 1_000, author: "a", text: "b" }] },
    ]);
  });
});
