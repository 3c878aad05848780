import type { Highlight } from "#app/_queries/highlights.ts";
import { describeTally, tallyOf } from "./model.ts";

const tones: Record<Highlight["reviewState"], string> = {
  approved: "bg-good",
  rejected: "bg-bad",
  suggested: "bg-line-strong/50",
};

/** How far the review is: a segment a highlight, in the colour of its decision. `at` null: at its end. */
export function ReviewProgress({ items, at }: { items: readonly Highlight[]; at: number | null }) {
  const place = at === null ? "At the end" : `${at + 1} of ${items.length}`;
  return (
    <div
      role="img"
      aria-label={`${place}: ${describeTally(tallyOf(items))}`}
      className={`flex h-2 items-center ${items.length > 80 ? "gap-px" : "gap-0.5"}`}
    >
      {items.map((one, n) => (
        <span
          key={one.id}
          className={`min-w-0 flex-1 rounded-full transition-colors ${tones[one.reviewState]} ${n === at ? "h-2 ring-2 ring-accent ring-offset-1 ring-offset-canvas" : "h-1"}`}
        />
      ))}
    </div>
  );
}
