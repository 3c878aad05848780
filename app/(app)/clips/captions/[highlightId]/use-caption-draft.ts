import { useState } from "react";
import {
  type CaptionLine,
  type CaptionsView,
  checkLines,
  mergeLines,
  mostLines,
  shortestLineMs,
} from "#lib/clips/captions/model.ts";

/** A line with an identity that lasts while it is edited. */
export type DraftLine = CaptionLine & { key: string };

/** How long a line is that is put where there is room. */
const newLineMs = 2_000;
let lastKey = 0;
const withKey = (line: CaptionLine): DraftLine => {
  lastKey += 1;
  return { ...line, key: `line-${lastKey}` };
};
const sameText = (a: readonly CaptionLine[], b: readonly CaptionLine[]) =>
  a.length === b.length &&
  a.every((line, n) => line.startMs === b[n]?.startMs && line.endMs === b[n]?.endMs && line.text === b[n]?.text);

/** What is being written, until it is saved: lines, what is wrong with them, and the steps back. */
export function useCaptionDraft(view: CaptionsView) {
  const [base, setBase] = useState(view);
  const [lines, setLines] = useState<DraftLine[]>(() => view.lines.map(withKey));
  const [past, setPast] = useState<DraftLine[][]>([]);
  /** `isTyping`: the same field is being typed in, which is one step. */
  const change = (next: DraftLine[], isTyping = false) => {
    if (!isTyping) setPast((old) => [...old, lines]);
    setLines(next);
  };
  const problems = checkLines(lines);
  return {
    lines,
    problems,
    version: base.version,
    isChanged: !sameText(lines, base.lines),
    isValid: problems.every((problem) => problem === null),
    canUndo: past.length > 0,
    canAdd: lines.length < mostLines,
    /** Somebody saved other lines since this draft was begun. */
    isOvertaken: view.version > base.version,
    take: (next: CaptionsView) => {
      setBase(next);
      setLines(next.lines.map(withKey));
      setPast([]);
    },
    /** The draft is what is saved now. */
    settle: (version: number) => setBase((old) => ({ ...old, version, isEdited: true, lines })),
    undo: () => {
      setLines(past.at(-1) ?? lines);
      setPast((old) => old.slice(0, -1));
    },
    /** A changed text or time has no word times of its own any more. */
    edit: (at: number, set: Partial<Pick<CaptionLine, "startMs" | "endMs" | "text">>, isTyping: boolean) =>
      change(
        lines.map((line, n) => (n === at ? { ...line, ...set, words: null } : line)),
        isTyping,
      ),
    remove: (at: number) => change(lines.filter((_, n) => n !== at)),
    merge: (at: number) => {
      const [a, b] = [lines[at], lines[at + 1]];
      if (a && b) change([...lines.slice(0, at), withKey(mergeLines(a, b)), ...lines.slice(at + 2)]);
    },
    /** Puts an empty line after `at` (−1: before all), as long as there is room for. Returns its key. */
    add: (at: number): string => {
      const startMs = lines[at]?.endMs ?? view.clip.fromMs;
      const roomMs = (lines[at + 1]?.startMs ?? Number.POSITIVE_INFINITY) - startMs;
      const lengthMs = Math.max(shortestLineMs, Math.min(newLineMs, roomMs));
      const line = withKey({ startMs, endMs: startMs + lengthMs, text: "", words: null });
      change([...lines.slice(0, at + 1), line, ...lines.slice(at + 1)]);
      return line.key;
    },
  };
}

export type CaptionDraft = ReturnType<typeof useCaptionDraft>;
