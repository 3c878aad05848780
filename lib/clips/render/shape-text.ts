import type { Font } from "./fonts.ts";
import { splitCharacters } from "./shown-text.ts";

/** Letters that one font draws. */
export type TextRun = { text: string; font: Font };

/** Splits texts into runs of fonts that have their letters, and keeps count of what no font has. */
export type Shaper = {
  /** A letter that no font has is drawn as `?`. `context`: the text it is part of, which tells Japanese from Chinese. */
  shape: (text: string, context?: string) => TextRun[];
  /** Width as a multiple of the font size. */
  measure: (text: string) => number;
  usedFonts: Set<Font>;
  /** Letters drawn as `?`, and how many letters were drawn in all. */
  missing: Set<string>;
  counts: { drawn: number; replaced: number };
};

/** Emoji are drawn in one colour: what chooses another look or a skin colour would stand beside them as a sign. */
const looks = /[\ufe00-\ufe0f]|(?<=.)[\u{1f3fb}-\u{1f3ff}]/gu;
const joiner = 0x200d;

/** A shaper whose own letters are `plain` or `bold`. */
export function createShaper(fonts: Font[], weight: "plain" | "bold"): Shaper {
  const own = fonts.find((font) => font.role === weight) ?? fonts[0];
  if (!own) throw new RangeError("at least one font is needed");
  const roles = (...order: Font["role"][]) => [
    ...order.flatMap((role) => (role === weight ? [own] : fonts.filter((font) => font.role === role))),
  ];
  const orders = {
    plain: roles(weight, "emoji", "japanese", "chinese", "korean", "added"),
    emoji: roles("emoji", weight, "added"),
    japanese: roles("japanese", "chinese", "korean", "added", weight),
    chinese: roles("chinese", "japanese", "korean", "added", weight),
    korean: roles("korean", "added", weight),
  };
  const orderFor = (character: string, isJapanese: boolean) => {
    if (/\p{Emoji_Presentation}|\ufe0f|\p{Regional_Indicator}/u.test(character)) return orders.emoji;
    if (/[\p{sc=Hiragana}\p{sc=Katakana}ー]/u.test(character)) return orders.japanese;
    if (/[\p{sc=Han}\u3000-\u303f\uff00-\uffef]/u.test(character)) return isJapanese ? orders.japanese : orders.chinese;
    return /\p{sc=Hangul}/u.test(character) ? orders.korean : orders.plain;
  };
  const usedFonts = new Set<Font>([own]);
  const missing = new Set<string>();
  const counts = { drawn: 0, replaced: 0 };
  const find = (character: string, isJapanese: boolean): { text: string; font: Font } => {
    for (const form of [character, character.normalize("NFKC"), character.normalize("NFD")]) {
      const text = form.replace(looks, "");
      const points = [...text].map((one) => one.codePointAt(0) as number).filter((point) => point !== joiner);
      const font = orderFor(character, isJapanese).find((one) => points.length > 0 && points.every(one.has));
      // A font without the joiner would show it as a box of its own.
      if (font) return { font, text: font.has(joiner) ? text : text.replaceAll("\u200d", "") };
    }
    missing.add(character);
    counts.replaced += 1;
    return { text: "?", font: own };
  };
  const shape = (text: string, context = text): TextRun[] => {
    const isJapanese = /[\p{sc=Hiragana}\p{sc=Katakana}]/u.test(context);
    const runs: TextRun[] = [];
    for (const character of splitCharacters(text)) {
      const found = character === " " ? { text: " ", font: own } : find(character, isJapanese);
      if (character !== " ") counts.drawn += 1;
      usedFonts.add(found.font);
      const last = runs.at(-1);
      if (last?.font === found.font) last.text += found.text;
      else runs.push(found);
    }
    return runs;
  };
  const measure = (text: string) => {
    const before = { ...counts };
    const width = shape(text)
      .flatMap(({ text: letters, font }) => [...letters].map((one) => font.widthOf(one.codePointAt(0) as number)))
      .reduce((sum, one) => sum + one, 0);
    Object.assign(counts, before);
    return width;
  };
  return { shape, measure, usedFonts, missing, counts };
}
