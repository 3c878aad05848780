"use client";
import { Scissors, X } from "lucide-react";
import type { Highlight } from "#app/_queries/highlights.ts";
import { Button } from "#app/_ui/button.tsx";
import { formatDuration } from "#lib/time.ts";

type Props = {
  selected: Highlight[];
  total: number;
  onAll: () => void;
  onClear: () => void;
  onCut: (highlightIds: string[]) => void;
  isBusy: boolean;
};

/** What to do with the chosen highlights; there while any is chosen. */
export function SelectionBar({ selected, total, onAll, onClear, onCut, isBusy }: Props) {
  if (selected.length === 0) return null;
  const seconds = selected.reduce((sum, one) => sum + one.endSeconds - one.startSeconds, 0);
  return (
    <section
      aria-label="Selection"
      className="fixed inset-x-3 bottom-[calc(var(--bottom-bar)+0.75rem)] z-30 mx-auto flex max-w-2xl flex-wrap items-center gap-x-3 gap-y-2 rounded-2xl border border-line-strong bg-surface p-3 shadow-2xl"
    >
      <Button look="quiet" size="icon" onClick={onClear} aria-label="Clear selection">
        <X aria-hidden className="size-4" />
      </Button>
      <p aria-live="polite" className="text-sm">
        <span className="font-medium">{selected.length} selected</span>{" "}
        <span className="time text-muted">{formatDuration(seconds)}</span>
      </p>
      <div className="ml-auto flex gap-2">
        {selected.length < total ? (
          <Button size="small" onClick={onAll}>
            Select all
          </Button>
        ) : null}
        <Button look="primary" size="small" disabled={isBusy} onClick={() => onCut(selected.map((one) => one.id))}>
          <Scissors aria-hidden className="size-4" /> Cut selected
        </Button>
      </div>
    </section>
  );
}
