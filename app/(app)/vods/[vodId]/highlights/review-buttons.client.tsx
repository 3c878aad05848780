"use client";
import { Check, X } from "lucide-react";
import { useReviewHighlights } from "#app/_queries/edits.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import { Button } from "#app/_ui/button.tsx";

const decisions = [
  { decision: "approve", state: "approved", label: "Good", icon: Check, tone: "aria-pressed:text-good" },
  { decision: "reject", state: "rejected", label: "Not one", icon: X, tone: "aria-pressed:text-bad" },
] as const;

/** Says whether a suggestion was right; pressed again, takes it back. */
export function ReviewButtons({ highlight, name }: { highlight: Highlight; name: string }) {
  const review = useReviewHighlights(highlight.vodId);
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
            aria-label={`${label}: ${name}`}
            onClick={() => review.mutate({ highlightIds: [highlight.id], decision: isPressed ? "restore" : decision })}
          >
            <Icon aria-hidden className="size-4" /> {label}
          </Button>
        );
      })}
    </span>
  );
}
