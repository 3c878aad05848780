import type { CaptionLine, CaptionStretch } from "../captions/model.ts";
import { buildCues, type Cue, wrapWords } from "./build-cues.ts";
import { splitWords, type Word } from "./split-words.ts";

/** Caption text somebody wrote, in milliseconds after the clip's start. Outside of `covered` the transcript counts. */
export type EditedLines = { covered: CaptionStretch; lines: CaptionLine[] };

type Room = { maxColumns: number; durationMs: number };

/**
 * Cues of edited lines, and of the transcript's words where nothing was edited. A line is one cue from its start to its
 * end, cut off at the clip's ends; one too long for two lines of `maxColumns` becomes several within its time.
 */
export function buildLineCues(edited: EditedLines, words: Word[], { maxColumns, durationMs }: Room): Cue[] {
  const { fromMs, toMs } = edited.covered;
  const middle = (word: Word) => (word.startMs + word.endMs) / 2;
  const before = buildCues(
    words.filter((word) => middle(word) < fromMs),
    { maxColumns, durationMs: Math.min(durationMs, Math.max(0, fromMs)) },
  );
  const after = buildCues(
    words.filter((word) => middle(word) >= toMs),
    { maxColumns, durationMs },
  ).map((cue) => ({ ...cue, startMs: Math.max(cue.startMs, toMs) }));
  const written = edited.lines.flatMap((line) => cuesOf(line, maxColumns));
  return [...before, ...written, ...after]
    .map((cue) => ({ ...cue, startMs: Math.max(0, cue.startMs), endMs: Math.min(durationMs, cue.endMs) }))
    .filter((cue) => cue.endMs > cue.startMs);
}

function cuesOf(line: CaptionLine, maxColumns: number): Cue[] {
  const groups: Word[][] = [];
  for (const word of splitWords([line], maxColumns)) {
    const group = groups.at(-1);
    if (group && wrapWords([...group, word], maxColumns) !== null) group.push(word);
    else groups.push([word]);
  }
  return groups.map((group, n) => ({
    startMs: n === 0 ? line.startMs : (group[0] as Word).startMs,
    endMs: groups[n + 1]?.[0]?.startMs ?? line.endMs,
    lines: wrapWords(group, maxColumns) as Word[][],
  }));
}
