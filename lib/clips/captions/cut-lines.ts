import { textOf } from "../render/build-cues.ts";
import { splitWords } from "../render/split-words.ts";
import { type CaptionLine, type CaptionStretch, shortestLineMs } from "./model.ts";

/** Wider than any line: words are only shared out in time, not broken. */
const anyColumns = 1_000;

/**
 * Lines as far as they lie in a stretch. One that reaches beyond keeps the words whose middle is within; where it isn't
 * known when they are said, its time is shared out by their length. What would be shown for less than 0.2 s goes. Pure.
 */
export function cutLines(lines: readonly CaptionLine[], stretch: CaptionStretch): CaptionLine[] {
  return lines.flatMap((line) => {
    if (line.startMs >= stretch.fromMs && line.endMs <= stretch.toMs) return [line];
    const [startMs, endMs] = [Math.max(line.startMs, stretch.fromMs), Math.min(line.endMs, stretch.toMs)];
    if (endMs - startMs < shortestLineMs) return [];
    const words = splitWords([line], anyColumns).filter((word) => {
      const middle = (word.startMs + word.endMs) / 2;
      return middle >= stretch.fromMs && middle < stretch.toMs;
    });
    if (words.length === 0) return [];
    const timed = words.map(({ text, ...word }) => ({
      startMs: Math.max(startMs, word.startMs),
      endMs: Math.min(endMs, word.endMs),
      text,
    }));
    return [{ startMs, endMs, text: textOf(words), words: line.words && timed }];
  });
}
