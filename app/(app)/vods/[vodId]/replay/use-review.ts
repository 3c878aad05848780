import { useCallback } from "react";
import { useCommand } from "#app/_keys/keymap.ts";
import { useUndoKeys } from "#app/_keys/use-undo-keys.ts";
import { useReviewHighlights } from "#app/_queries/edits.ts";
import type { ReviewDecision } from "#lib/highlights/review-highlight.ts";

export type Review = (highlightId: string, decision: ReviewDecision) => void;

/** Judges highlights; the chosen one by keys too. */
export function useReview(vodId: string, selectedId: string | null): Review {
  const { mutate } = useReviewHighlights(vodId);
  const review = useCallback<Review>(
    (highlightId, decision) => mutate({ highlightIds: [highlightId], decision }),
    [mutate],
  );
  const isSelected = { isEnabled: selectedId !== null };
  useCommand("highlight.approve", () => selectedId && review(selectedId, "approve"), isSelected);
  useCommand("highlight.reject", () => selectedId && review(selectedId, "reject"), isSelected);
  useUndoKeys(vodId);
  return review;
}
