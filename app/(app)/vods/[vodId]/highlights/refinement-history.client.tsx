"use client";
import { ArrowRight, RotateCcw } from "lucide-react";
import { toast } from "sonner";
import { useMay } from "#app/_access/may.client.tsx";
import type { PlayerControl } from "#app/_player/player-control.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import { useRefineAgain, useRefinements } from "#app/_queries/refinement.ts";
import { Button } from "#app/_ui/button.tsx";
import { PlayBounds } from "#app/_ui/play-bounds.client.tsx";
import { ErrorState, Skeleton } from "#app/_ui/states.tsx";
import { describeRefineReason } from "#lib/refine/model.ts";
import { RefinementStep } from "./refinement-step.client.tsx";

/** What refinement did to a highlight, step by step, every step's bounds playable. */
export function RefinementHistory({ highlight, control }: { highlight: Highlight; control: PlayerControl }) {
  const { data: steps, error, refetch } = useRefinements(highlight.id, { enabled: true });
  const again = useRefineAgain(highlight);
  const mayRefine = useMay("POST /api/v1/highlights/[id]/refinements");
  if (error && !steps)
    return <ErrorState title="The history couldn't be loaded" text={error.message} onRetry={refetch} />;
  if (!steps) return <Skeleton className="h-20" />;
  const answered = steps.filter((step) => step.answer !== null);
  const first = answered.find((step) => step.before !== null)?.before;
  const last = answered.at(-1)?.answer;
  return (
    <div className="grid gap-3">
      {first && last ? (
        <div className="flex flex-wrap items-center gap-2">
          <PlayBounds control={control} rangeId={`${highlight.id}:before`} label="Detected" bounds={first} />
          <ArrowRight aria-hidden className="size-4 text-muted" />
          <PlayBounds control={control} rangeId={`${highlight.id}:after`} label="Refined" bounds={last} />
        </div>
      ) : null}
      {highlight.refineState === "skipped" && highlight.refineReason ? (
        <p className="text-sm text-muted">{describeRefineReason(highlight.refineReason)}</p>
      ) : steps.length === 0 ? (
        <p className="text-sm text-muted">Nothing was asked about this highlight yet.</p>
      ) : null}
      <ol aria-label="Refinement steps" className="grid gap-2">
        {steps.map((step) => (
          <RefinementStep key={step.id} step={step} control={control} />
        ))}
      </ol>
      {mayRefine && ["failed", "skipped"].includes(highlight.refineState) && highlight.origin === "detected" ? (
        <Button
          size="small"
          className="justify-self-start"
          disabled={again.isPending}
          onClick={() => again.mutate(undefined, { onError: (problem) => toast.error(problem.message) })}
        >
          <RotateCcw aria-hidden className="size-4" /> Refine again
        </Button>
      ) : null}
    </div>
  );
}
