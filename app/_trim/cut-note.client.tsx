"use client";
import { Scissors } from "lucide-react";
import { useMay } from "#app/_access/may.client.tsx";
import { useTrimPlans } from "#app/_queries/cuts.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { cutStates } from "#app/_ui/highlight-words.ts";
import { countOf } from "#app/_ui/job-words.ts";
import { useCutWithWords } from "#app/(app)/vods/[vodId]/highlights/use-cut-with-words.ts";
import type { PlannedCut } from "#lib/clips/model.ts";
import { formatDuration } from "#lib/time.ts";

const fastWords = (plan: PlannedCut): string => {
  if (!plan.ok) return "";
  if (plan.leadInSeconds < 0.005) return "A fast cut starts right here";
  return `A fast cut will start ${plan.leadInSeconds.toFixed(2)} s earlier`;
};

const exactWords = (plan: PlannedCut): string => {
  if (!plan.ok) return "";
  const frames = `${countOf(plan.framesToEncode, "frames")} encoded anew`;
  return plan.estimatedSeconds === null
    ? `exact means ${frames}.`
    : `exact costs about ${formatDuration(Math.max(0.1, plan.estimatedSeconds))} (${frames}).`;
};

/** What cutting these bounds would be, from the plan itself; and the clip there is, cut again when it is out of date. */
export function CutNote({ highlight }: { highlight: Highlight }) {
  const { data, error, isPlaceholderData } = useTrimPlans(highlight.vodId, highlight);
  const cutting = useCutWithWords(highlight.vodId);
  const mayCut = useMay("POST /api/v1/vods/[id]/cuts");
  const state = cutStates[highlight.cutState];
  const [fast, exact] = [data?.fast, data?.exact];
  const isOpen = highlight.cutState === "queued" || highlight.cutState === "cutting";
  const refused = [fast, exact].find((plan) => plan && !plan.ok);
  const cut = () =>
    cutting.cut({ highlightIds: [highlight.id], mode: "exact", anyway: highlight.isClipable === false });
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-2 border-t border-line pt-3">
      <p
        aria-live="polite"
        aria-busy={isPlaceholderData}
        className={`min-w-0 flex-1 basis-64 text-sm ${refused || error ? "text-warn" : "text-muted"}`}
      >
        {error ? `What a cut would be isn't known. ${error.message}` : null}
        {refused && !refused.ok ? refused.message : null}
        {fast?.ok && exact?.ok ? `${fastWords(fast)}; ${exactWords(exact)}` : null}
        {data || error ? null : "Looking at what a cut would be…"}
      </p>
      {state ? (
        <Badge tone={state.tone} live={state.live}>
          {state.label}
        </Badge>
      ) : null}
      {highlight.cutState === "ready" || isOpen || !mayCut ? null : (
        <Button
          size="small"
          look={highlight.cutState === "stale" ? "primary" : "plain"}
          disabled={cutting.isBusy || refused !== undefined}
          onClick={cut}
        >
          <Scissors aria-hidden className="size-4" />
          {highlight.cutState === "stale"
            ? "Re-cut"
            : highlight.isClipable === false
              ? "Create clip anyway"
              : "Cut clip"}
        </Button>
      )}
    </div>
  );
}
