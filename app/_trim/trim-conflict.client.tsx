"use client";
import { Button } from "#app/_ui/button.tsx";
import { formatTimestamp } from "#lib/time.ts";
import type { TrimConflict } from "./use-trimming.ts";

type Props = { conflict: TrimConflict; timescale: number; onChoose: (choice: "theirs" | "mine") => void };

/** Two trims of one highlight: which is kept is for a person to say. */
export function TrimConflictBar({ conflict, timescale, onChoose }: Props) {
  const words = (bounds: { startTicks: number; endTicks: number }) =>
    `${formatTimestamp(bounds.startTicks / timescale, 2)} – ${formatTimestamp(bounds.endTicks / timescale, 2)}`;
  return (
    <div role="alert" className="mb-3 rounded-lg border border-warn bg-warn-soft p-3">
      <p className="text-sm font-medium">
        This highlight was trimmed somewhere else while you were at it. Nothing was overwritten.
      </p>
      <div className="mt-2 grid gap-2 sm:grid-cols-2">
        <Button size="small" className="h-auto min-h-9 flex-wrap py-1.5" onClick={() => onChoose("theirs")}>
          Keep theirs <span className="time font-normal text-muted">{words(conflict.theirs)}</span>
        </Button>
        <Button size="small" className="h-auto min-h-9 flex-wrap py-1.5" onClick={() => onChoose("mine")}>
          Use mine <span className="time font-normal text-muted">{words(conflict.mine)}</span>
        </Button>
      </div>
    </div>
  );
}
