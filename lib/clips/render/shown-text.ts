/** Controls, invisible signs, and marks that turn the direction of what follows; the joiner of emoji stays. */
const unseen = /(?!\u200d)[\p{Cc}\p{Cf}\u2028\u2029]/gu;
/** More marks on one letter than any language uses grow over the picture. */
const stackedMarks = /(\p{M}{2})\p{M}+/gu;

/** Text as it is drawn: one line, no controls, no direction tricks, no towers of accents. */
export function cleanShownText(text: string): string {
  return text
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]/g, " ")
    .replace(unseen, "")
    .replace(stackedMarks, "$1")
    .replace(/\s+/g, " ")
    .trim();
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const characters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What a reader sees as single characters. */
export const splitCharacters = (text: string): string[] => [...characters.segment(text)].map((one) => one.segment);

/** Columns a text takes: two for the wide letters of East Asia and for emoji, one for others. */
export const columnsOf = (text: string): number =>
  splitCharacters(text).reduce((sum, one) => sum + (wide.test(one) ? 2 : 1), 0);
