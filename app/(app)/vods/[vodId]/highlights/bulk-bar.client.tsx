"use client";
import { Check, RotateCcw, Scissors, X } from "lucide-react";
import { May } from "#app/_access/may.client.tsx";
import type { Highlight } from "#app/_queries/highlights.ts";
import { Button } from "#app/_ui/button.tsx";
import { formatDuration } from "#lib/time.ts";
import { ExportMenu } from "./export-menu.client.tsx";
import { lengthOf } from "./model.ts";

export type BulkDecision = "approve" | "reject" | "restore";

type Props = {
  vodId: string;
  selected: readonly Highlight[];
  /** How many of them the filter hides. */
  hiddenCount: number;
  /** Some that are shown aren't chosen. */
  canSelectAll: boolean;
  onAll: () => void;
  onInvert: () => void;
  onClear: () => void;
  onDecide: (decision: BulkDecision) => void;
  onCut: () => void;
  isBusy: boolean;
};

/** What to do with the chosen highlights; there while any is chosen. */
export function BulkBar(props: Props) {
  const { selected, hiddenCount } = props;
  if (selected.length === 0) return null;
  const seconds = selected.reduce((sum, one) => sum + lengthOf(one), 0);
  const canRestore = selected.some((one) => one.reviewState !== "suggested");
  return (
    <section
      aria-label="Selection"
      data-selection-bar
      className="fixed inset-x-3 bottom-[calc(var(--bottom-bar)+0.75rem)] z-30 mx-auto flex max-w-4xl flex-wrap items-center gap-x-3 gap-y-2 rounded-2xl border border-line-strong bg-surface p-2.5 shadow-2xl"
    >
      <Button look="quiet" size="icon" onClick={props.onClear} aria-label="Clear selection">
        <X aria-hidden className="size-4" />
      </Button>
      <p aria-live="polite" className="text-sm leading-tight">
        <span className="font-medium tabular-nums">{selected.length} selected</span>{" "}
        <span className="time text-muted">{formatDuration(seconds)}</span>
        {hiddenCount > 0 ? <span className="block text-xs text-warn">{hiddenCount} of them not shown</span> : null}
      </p>
      <span className="flex gap-1">
        {props.canSelectAll ? (
          <Button look="quiet" size="small" onClick={props.onAll}>
            All
          </Button>
        ) : null}
        <Button look="quiet" size="small" onClick={props.onInvert}>
          Invert
        </Button>
      </span>
      <div className="flex flex-wrap gap-1.5 sm:ml-auto">
        <May call="POST /api/v1/vods/[id]/reviews">
          <Button size="small" onClick={() => props.onDecide("approve")}>
            <Check aria-hidden className="size-4 text-good" /> Approve
          </Button>
          <Button size="small" onClick={() => props.onDecide("reject")}>
            <X aria-hidden className="size-4 text-bad" /> Reject
          </Button>
          {canRestore ? (
            <Button size="small" onClick={() => props.onDecide("restore")}>
              <RotateCcw aria-hidden className="size-4" /> <span className="max-sm:sr-only">Restore</span>
            </Button>
          ) : null}
        </May>
        <ExportMenu vodId={props.vodId} highlightIds={selected.map((one) => one.id)} />
        <May call="POST /api/v1/vods/[id]/cuts">
          <Button look="primary" size="small" disabled={props.isBusy} onClick={props.onCut}>
            <Scissors aria-hidden className="size-4" />
            <span>
              Cut<span className="max-sm:sr-only"> selected</span>
            </span>
          </Button>
        </May>
      </div>
    </section>
  );
}
