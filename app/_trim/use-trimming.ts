import { useCallback, useEffect, useRef, useState } from "react";
import { useUnsent } from "#app/_queries/edits.ts";
import { type Theirs, type Trim, useLastTrim, useTrim } from "#app/_queries/highlight-edits.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import { createDraft, type Draft } from "./draft.ts";

/** Presses of keys this close together are one trim, and one step of undo. */
const keysTogetherMs = 400;

/** A trim that somebody else's got in the way of: what was wanted, and what they set meanwhile. */
export type TrimConflict = { mine: Trim; theirs: Theirs };

/**
 * The bounds of one highlight under work: a draft that is saved when a drag ends or keys rest. What others set shows in it
 * as soon as it is known, unless somebody is at work here; then the server says who came first.
 */
export function useTrimming(highlight: Highlight): {
  draft: Draft;
  /** Says that a move is through, and sends it: at once, or when no more keys come. */
  save: (how: "drag" | "key") => void;
  conflict: TrimConflict | null;
  resolve: (choice: "theirs" | "mine") => void;
} {
  const { vodId, timescale } = highlight;
  const [draft] = useState(() => createDraft(highlight));
  const [conflict, setConflict] = useState<TrimConflict | null>(null);
  const trim = useTrim(vodId, (mine, theirs) => setConflict({ mine, theirs }));
  const latest = useRef(highlight);
  /** What the draft was begun on; set by its first move. */
  const seen = useRef<Trim["seen"] | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  useEffect(() => {
    const note = () => {
      if (!draft.isDirty() || seen.current) return;
      const { editVersion, startTicks, endTicks } = latest.current;
      seen.current = { editVersion, startTicks, endTicks };
    };
    return draft.onMove(note);
  }, [draft]);
  const { mutate, isPending } = trim;
  useEffect(() => {
    latest.current = highlight;
    // While a trim is on its way, an answer may still be of the state before it.
    if (draft.isDirty() || isPending) return;
    draft.take({ startSeconds: highlight.startSeconds, endSeconds: highlight.endSeconds });
  }, [draft, highlight, isPending]);

  const saveLast = useLastTrim(vodId, mutate);
  const send = useCallback(
    (isLeaving: boolean) => {
      clearTimeout(timer.current);
      const base = seen.current;
      if (!base || !draft.isDirty() || draft.getDrag()) return;
      seen.current = null;
      const range = draft.get();
      draft.take(range);
      const startTicks = Math.round(range.startSeconds * timescale);
      const endTicks = Math.round(range.endSeconds * timescale);
      if (startTicks === base.startTicks && endTicks === base.endTicks) return;
      const made = { highlight: latest.current, startTicks, endTicks, seen: base };
      if (isLeaving) saveLast(made);
      else mutate(made);
    },
    [draft, mutate, saveLast, timescale],
  );
  useUnsent(send);

  const save = useCallback(
    (how: "drag" | "key") => {
      clearTimeout(timer.current);
      if (how === "drag") send(false);
      else timer.current = setTimeout(() => send(false), keysTogetherMs);
    },
    [send],
  );
  const resolve = (choice: "theirs" | "mine") => {
    if (!conflict) return;
    const { mine, theirs } = conflict;
    setConflict(null);
    const { editVersion, startTicks, endTicks } = theirs;
    if (choice === "mine") {
      mutate({ ...mine, seen: { editVersion, startTicks, endTicks } });
      return;
    }
    draft.take({ startSeconds: startTicks / timescale, endSeconds: endTicks / timescale });
  };
  return { draft, save, conflict, resolve };
}
