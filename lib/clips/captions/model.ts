/** Pure shapes and arithmetic of a highlight's caption text: no I/O, no clock. */

export type CaptionWord = { startMs: number; endMs: number; text: string };

/** What is shown at once, in milliseconds of the VOD. `words`: when each is said, where the text is still the transcript's. */
export type CaptionLine = CaptionWord & { words: CaptionWord[] | null };

/** A stretch of the VOD, in milliseconds: `[fromMs, toMs)`. */
export type CaptionStretch = { fromMs: number; toMs: number };

/** A highlight's caption text as its editor shows it. */
export type CaptionsView = {
  /** Raised by one with every change; 0 before the first. A change names the one it saw. */
  version: number;
  /** False: the lines are the transcript's. */
  isEdited: boolean;
  /** The highlight's bounds; lines outside of them are kept for when it is made longer. */
  clip: CaptionStretch;
  /** What the lines stand for: outside of it the transcript counts. */
  covered: CaptionStretch;
  lines: CaptionLine[];
};

export const shortestLineMs = 200;
export const longestLineText = 200;
export const mostLines = 400;

/** What is wrong with each line, in the words its editor shows; null where nothing is. */
export function checkLines(lines: readonly CaptionWord[]): (string | null)[] {
  return lines.map((line, n) => {
    const before = lines[n - 1];
    if (line.text.trim() === "") return "Write what is said, or remove the line.";
    if (line.text.length > longestLineText)
      return `${line.text.length} letters; ${longestLineText} are allowed. Split the line.`;
    if (line.startMs < 0) return "The video starts at 0:00:00.0.";
    if (line.endMs - line.startMs < shortestLineMs) return "Let it end at least 0.2 s after it begins.";
    if (before && line.startMs < before.endMs) return "It begins before the line above ends.";
    return null;
  });
}

/** Two lines that follow one another as one. */
export const mergeLines = (a: CaptionLine, b: CaptionLine): CaptionLine => ({
  startMs: a.startMs,
  endMs: b.endMs,
  text: `${a.text} ${b.text}`.trim(),
  words: a.words && b.words ? [...a.words, ...b.words] : null,
});

/** The stretch that holds both. */
export const joinStretches = (a: CaptionStretch, b: CaptionStretch): CaptionStretch => ({
  fromMs: Math.min(a.fromMs, b.fromMs),
  toMs: Math.max(a.toMs, b.toMs),
});

/** The line shown at a moment, or null. */
export const findLine = <Line extends CaptionWord>(lines: readonly Line[], atMs: number): Line | null =>
  lines.find((line) => line.startMs <= atMs && atMs < line.endMs) ?? null;
