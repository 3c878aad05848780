"use client";
import { Redo2, Undo2 } from "lucide-react";
import { useUndoRedo } from "#app/_queries/edits.ts";
import { Button } from "#app/_ui/button.tsx";

/** Undo and redo of what the viewer did to a video's highlights; each names what it would do. */
export function UndoRedo({ vodId }: { vodId: string }) {
  const { canUndo, canRedo, undoLabel, redoLabel, undo, redo } = useUndoRedo(vodId);
  const named = (word: string, label: string | null) => (label ? `${word}: ${label}` : word);
  return (
    <span className="flex gap-0.5">
      <Button
        {...{ look: "quiet", size: "icon" }}
        disabled={!canUndo}
        onClick={() => undo()}
        aria-label={named("Undo", undoLabel)}
        title={undoLabel ? `Undo: ${undoLabel} (Z)` : "Nothing to undo"}
      >
        <Undo2 aria-hidden className="size-4" />
      </Button>
      <Button
        {...{ look: "quiet", size: "icon" }}
        disabled={!canRedo}
        onClick={redo}
        aria-label={named("Redo", redoLabel)}
        title={redoLabel ? `Redo: ${redoLabel} (Shift Z)` : "Nothing to do again"}
      >
        <Redo2 aria-hidden className="size-4" />
      </Button>
    </span>
  );
}
