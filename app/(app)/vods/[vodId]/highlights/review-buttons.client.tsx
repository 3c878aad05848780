"use client";
import { Check, X } from "lucide-react";
import { useMay } from "#app/_access/may.client.tsx";
import type { Highlight } from "#app/_queries/highlights.ts";
import { Button } from "#app/_ui/button.tsx";
import { highlightName } from "#app/_ui/highlight-words.ts";
import type { BulkDecision } from "./bulk-bar.client.tsx";

const decisions = [
  {
    decision: "approve",
    state: "approved",
    label: "Approve",
    icon: Check,
    tone: "aria-pressed:bg-good-soft aria-pressed:text-good",
  },
  {
    decision: "reject",
    state: "rejected",
    label: "Reject",
    icon: X,
    tone: "aria-pressed:bg-bad-soft aria-pressed:text-bad",
  },
] as const;

/** Says whether a suggestion was right; pressed again, takes it back. */
export function ReviewButtons(props: { highlight: Highlight; onDecide: (decision: BulkDecision) => void }) {
  const { highlight, onDecide } = props;
  if (!useMay("POST /api/v1/vods/[id]/reviews")) return null;
  return (
    <span className="flex gap-1">
      {decisions.map(({ decision, state, label, icon: Icon, tone }) => {
        const isPressed = highlight.reviewState === state;
        return (
          <Button
            key={decision}
            size="small"
            look="quiet"
            className={tone}
            aria-pressed={isPressed}
            aria-label={`${label}: ${highlightName(highlight)}`}
            onClick={() => onDecide(isPressed ? "restore" : decision)}
          >
            <Icon aria-hidden className="size-4" />{" "}
            <span className="max-sm:sr-only group-data-card/row:sr-only">{label}</span>
          </Button>
        );
      })}
    </span>
  );
}
