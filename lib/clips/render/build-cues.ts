import { columnsOf } from "./shown-text.ts";
import type { Word } from "./split-words.ts";

/** What is shown at once: one or two lines of words. Times are milliseconds after the clip's start. */
export type Cue = { startMs: number; endMs: number; lines: Word[][] };

export const minCueMs = 700;
const maxCueMs = 6_000;
const maxLines = 2;
/** Silence that ends a cue. */
const pauseMs = 500;
/** How late a cue may come for the one before it to be read. */
const maxLateMs = 500;
/** Two cues nearer than this follow one another without a flicker. */
const flickerMs = 150;
/** How fast people read, in columns a second. */
const columnsPerSecond = 17;
/** How long a cue may stay after its last word to be read. */
const maxHoldMs = 1_500;

/**
 * Groups words into cues of at most two lines of `maxColumns`: a cue ends at a pause, at a sentence's end, when it is full
 * or 6 s long. Each one stays at least 0.7 s (unless speech leaves no room even half a second late) and, where a pause
 * allows it, long enough for 17 columns a second. Cues never overlap, keep the words' order and end with the clip.
 */
export function buildCues(words: Word[], input: { maxColumns: number; durationMs: number }): Cue[] {
  const { maxColumns, durationMs } = input;
  const groups: Word[][] = [];
  for (const word of words.filter((one) => one.startMs < durationMs && one.endMs > 0)) {
    const group = groups.at(-1);
    if (group && !endsBefore(group, word) && wrapWords([...group, word], maxColumns) !== null) group.push(word);
    else groups.push([word]);
  }
  const cues: Cue[] = [];
  for (const [n, group] of groups.entries()) {
    const startMs = Math.max(0, (group[0] as Word).startMs, cues.at(-1)?.endMs ?? 0);
    const nextMs = Math.min(durationMs, groups[n + 1]?.[0]?.startMs ?? durationMs);
    const lastWordMs = Math.max(...group.map((word) => word.endMs));
    const readMs = startMs + (1000 * columnsOf(textOf(group))) / columnsPerSecond;
    const wantedMs = Math.max(lastWordMs, startMs + minCueMs, Math.min(readMs, lastWordMs + maxHoldMs));
    const shortest = Math.min(startMs + minCueMs, nextMs + maxLateMs);
    let endMs = Math.min(wantedMs, Math.max(nextMs, shortest), durationMs);
    if (nextMs > endMs && nextMs - endMs < flickerMs) endMs = nextMs;
    const lines = wrapWords(group, maxColumns) as Word[][];
    if (Math.round(endMs) > startMs) cues.push({ startMs, endMs: Math.round(endMs), lines });
  }
  return cues;
}

function endsBefore(group: Word[], next: Word): boolean {
  const first = group[0] as Word;
  const last = group.at(-1) as Word;
  if (next.startMs - last.endMs >= pauseMs || next.endMs - first.startMs > maxCueMs) return true;
  return /[.!?…。！？]["'”’)]*$/u.test(last.text) && last.endMs - first.startMs >= minCueMs;
}

/** Words as they are read, with spaces where they belong. */
export const textOf = (words: Word[]): string =>
  words.map((word, n) => (n === 0 || word.isJoined ? word.text : ` ${word.text}`)).join("");

/** One line if the words fit, else the two most even ones; null when they need more. */
export function wrapWords(words: Word[], maxColumns: number): Word[][] | null {
  if (columnsOf(textOf(words)) <= maxColumns) return [words];
  let best: { lines: Word[][]; columns: number } | null = null;
  for (let n = 1; n < words.length && maxLines > 1; n += 1) {
    const lines = [words.slice(0, n), words.slice(n)];
    const columns = Math.max(...lines.map((line) => columnsOf(textOf(line))));
    if (columns <= maxColumns && (best === null || columns < best.columns)) best = { lines, columns };
  }
  return best?.lines ?? null;
}
