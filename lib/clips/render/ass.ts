import type { Cue } from "./build-cues.ts";
import type { CaptionStyle, ChatArea } from "./caption-style.ts";
import type { ChatState } from "./chat-states.ts";
import type { Size } from "./model.ts";
import type { Shaper, TextRun } from "./shape-text.ts";
import { cleanShownText, splitCharacters } from "./shown-text.ts";
import type { Word } from "./split-words.ts";

/**
 * Letters as they stand in an ASS event: a brace would open a command and a backslash begin one. `\{` is libass's own
 * escape; a backslash has none, so the set-minus sign, which looks the same, stands for it.
 */
export const escapeAss = (text: string): string => text.replaceAll("\\", "\u2216").replace(/[{}]/g, "\\$&");

/** The whole script: captions and chat over a picture of `size`. Text must come through the shapers. */
export function writeAss(input: {
  size: Size;
  captions: { style: CaptionStyle; cues: Cue[]; shaper: Shaper } | null;
  chat: { area: ChatArea; states: ChatState[]; shaper: Shaper } | null;
}): string {
  const { size, captions, chat } = input;
  const styles: string[] = [];
  const events: string[] = [];
  if (captions) {
    styles.push(captionStyleLine(captions.style));
    for (const cue of captions.cues) events.push(...captionEvents(cue, { ...captions, size }));
  }
  if (chat) {
    styles.push(chatStyleLine(chat.area));
    for (const state of chat.states) events.push(...chatEvents(state, chat));
  }
  return [
    "[Script Info]",
    "ScriptType: v4.00+",
    `PlayResX: ${size.width}`,
    `PlayResY: ${size.height}`,
    "WrapStyle: 2",
    "ScaledBorderAndShadow: yes",
    "",
    "[V4+ Styles]",
    "Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding",
    ...styles,
    "",
    "[Events]",
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
    ...events,
    "",
  ].join("\n");
}

const family = "DejaVu Sans";
const number = (value: number) => String(Math.round(value * 100) / 100);

function captionStyleLine(style: CaptionStyle): string {
  const colours = [style.text, style.text, "&H00000000", "&H90000000"];
  const weight = style.weight === "bold" ? "-1" : "0";
  const border = ["1", number(style.outline), number(style.shadow)];
  const place = ["2", number(style.marginSide), number(style.marginSide), number(style.marginBottom)];
  const letters = [weight, "0", "0", "0", "100", "100", "0", "0"];
  return `Style: ${["Captions", family, number(style.fontSize), ...colours, ...letters, ...border, ...place, "1"].join(",")}`;
}

function chatStyleLine(area: ChatArea): string {
  const colours = ["&H00FFFFFF", "&H00FFFFFF", "&H00000000", "&H00000000"];
  const letters = ["0", "0", "0", "0", "100", "100", "0", "0"];
  const place = ["1", number(area.fontSize * 0.04), "0", "7", "0", "0", "0"];
  return `Style: ${["Chat", family, number(area.fontSize), ...colours, ...letters, ...place, "1"].join(",")}`;
}

type Captions = { style: CaptionStyle; shaper: Shaper; size: Size };

/** One event a cue; where the spoken word is marked, one a word. */
function captionEvents(cue: Cue, { style, shaper, size }: Captions): string[] {
  const widest = Math.max(...cue.lines.map((line) => shaper.measure(wordsText(line)))) * style.fontSize;
  const room = size.width - 2 * style.marginSide;
  // Wide letters in a full line: smaller is better than past the edge.
  const scale = widest > room ? `{\\fscx${number((100 * room) / widest)}\\fscy${number((100 * room) / widest)}}` : "";
  const words = cue.lines.flat();
  const context = wordsText(words);
  const parts = style.spoken === null ? [{ startMs: cue.startMs, endMs: cue.endMs, spoken: null }] : spokenParts(cue);
  return parts.map(({ startMs, endMs, spoken }) => {
    const lines = cue.lines.map((line) =>
      line
        .map((word, n) => {
          const space = n === 0 || word.isJoined ? "" : " ";
          const text = drawRuns(shaper.shape(word.text, context));
          if (spoken === null || words[spoken] !== word) return space + text;
          return `${space}{\\1c${style.spoken}&}${text}{\\1c${style.text}&}`;
        })
        .join(""),
    );
    return event({ layer: 2, startMs, endMs, style: "Captions", text: scale + lines.join("\\N") });
  });
}

const wordsText = (line: Word[]) => line.map((word, n) => (n === 0 || word.isJoined ? "" : " ") + word.text).join("");

/** The cue in parts, in each of which one word is said; a word is marked until the next one begins. */
function spokenParts(cue: Cue): { startMs: number; endMs: number; spoken: number }[] {
  const words = cue.lines.flat();
  return words.flatMap((word, spoken) => {
    const startMs = spoken === 0 ? cue.startMs : Math.max(cue.startMs, word.startMs);
    const endMs = Math.min(cue.endMs, words[spoken + 1]?.startMs ?? cue.endMs);
    return endMs - startMs >= 10 ? [{ startMs, endMs, spoken }] : [];
  });
}

const maxChatCharacters = 120;
const authorColours = ["&H00FFB36B", "&H007BE07B", "&H006BC8FF", "&H00D99BFF", "&H00E8E06B", "&H008A8AFF"];

/** Each line on a dark box of its own, so that it is read over any picture. */
function chatEvents(state: ChatState, { area, shaper }: { area: ChatArea; shaper: Shaper }): string[] {
  const { fontSize, left } = area;
  const pad = fontSize * 0.3;
  return state.lines.flatMap((line, n) => {
    const name = shorten(cleanShownText(line.author), area.width / fontSize / 3, shaper);
    const author = `${name}:`;
    const colour = authorColours[[...name].reduce((sum, one) => sum + (one.codePointAt(0) as number), 0) % 6];
    const text = shorten(cleanShownText(line.text), area.width / fontSize - shaper.measure(`${author} `), shaper);
    const top = area.top + n * fontSize * 1.5;
    const width = shaper.measure(`${author} ${text}`) * fontSize + 2 * pad;
    const height = fontSize * 1.34;
    const times = { startMs: state.startMs, endMs: state.endMs, style: "Chat" };
    const path = `m 0 0 l ${number(width)} 0 ${number(width)} ${number(height)} 0 ${number(height)}`;
    const box = `{\\an7\\pos(${number(left)},${number(top)})\\bord0\\1c&H000000&\\1a&H60&\\p1}${path}{\\p0}`;
    const head = `{\\an4\\q2\\pos(${number(left + pad)},${number(top + height / 2)})\\1c${colour}&}`;
    const drawn = `${head}${drawRuns(shaper.shape(author))}{\\1c&H00FFFFFF&} ${drawRuns(shaper.shape(text))}`;
    return [event({ ...times, layer: 0, text: box }), event({ ...times, layer: 1, text: drawn })];
  });
}

/** Cut to `width` (a multiple of the font size) with an ellipsis; never between the parts of one character. */
function shorten(text: string, width: number, shaper: Shaper): string {
  const all = splitCharacters(text);
  if (all.length <= maxChatCharacters && shaper.measure(text) <= width) return text;
  const letters = all.slice(0, maxChatCharacters);
  while (letters.length > 0 && shaper.measure(`${letters.join("")}…`) > width) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

const drawRuns = (runs: TextRun[]) =>
  runs
    .map(({ text, font }) =>
      font.family === family
        ? escapeAss(text)
        : `{\\fn${font.family.replace(/[\\{}()]/g, "")}}${escapeAss(text)}{\\fn${family}}`,
    )
    .join("");

function event(input: { layer: number; startMs: number; endMs: number; style: string; text: string }): string {
  return `Dialogue: ${input.layer},${formatTime(input.startMs)},${formatTime(input.endMs)},${input.style},,0,0,0,,${input.text}`;
}

/** ASS counts hundredths of a second. */
function formatTime(ms: number): string {
  const hundredths = Math.max(0, Math.round(ms / 10));
  const two = (value: number) => String(value).padStart(2, "0");
  const seconds = Math.floor(hundredths / 100);
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${two(hundredths % 100)}`;
}
