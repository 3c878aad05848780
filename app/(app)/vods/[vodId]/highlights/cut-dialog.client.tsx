"use client";
import { Scissors } from "lucide-react";
import { useState } from "react";
import { type CutRequest, useCutPlan } from "#app/_queries/cuts.ts";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.client.tsx";
import { countOf } from "#app/_ui/job-words.ts";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import type { CutMode } from "#lib/clips/model.ts";
import { CutPlanFacts } from "./cut-plan-facts.tsx";

const modes: { mode: CutMode; label: string; text: string }[] = [
  { mode: "exact", label: "Exact", text: "Begins and ends at the very frame." },
  { mode: "fast", label: "Fast", text: "Copied as it is; begins at the keyframe before." },
];

type Props = {
  vodId: string;
  title: string;
  /** What is to be cut; null while the dialog is closed. */
  request: Omit<CutRequest, "mode"> | null;
  onClose: () => void;
  onCut: (request: CutRequest) => void;
  isBusy: boolean;
};

/** Says what a cut will be before it is made, in the mode chosen, and asks for it. */
export function CutDialog({ vodId, title, request, onClose, onCut, isBusy }: Props) {
  const [mode, setMode] = useState<CutMode>("exact");
  const isOpen = request !== null;
  const asked: CutRequest = { ...(request ?? { highlightIds: "all" }), mode };
  const { data: plan, error, refetch, isPlaceholderData } = useCutPlan(vodId, asked, { enabled: isOpen });
  const count = plan?.totals.clipCount ?? 0;
  const confirm = () => {
    onClose();
    onCut(asked);
  };
  return (
    <Dialog open={isOpen} onOpenChange={(open) => (open ? null : onClose())} title={title}>
      <fieldset className="mb-4 grid grid-cols-1 gap-2 sm:grid-cols-2">
        <legend className="sr-only">How to cut</legend>
        {modes.map((one) => (
          <label
            key={one.mode}
            className={`flex cursor-pointer gap-2.5 rounded-xl border p-3 ${mode === one.mode ? "border-accent bg-accent-soft" : "border-line"}`}
          >
            <input
              type="radio"
              name="cut-mode"
              checked={mode === one.mode}
              onChange={() => setMode(one.mode)}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            <span>
              <span className="block font-medium">{one.label}</span>
              <span className="block text-sm text-muted">{one.text}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {error ? <ErrorState title="This couldn't be planned" text={error.message} onRetry={refetch} /> : null}
      {plan ? (
        <CutPlanFacts plan={plan} isOld={isPlaceholderData} />
      ) : error ? null : (
        <SkeletonList count={2} className="h-16" />
      )}
      <div className="mt-5 flex justify-end gap-2">
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
        <Button look="primary" onClick={confirm} disabled={isBusy || isPlaceholderData || count === 0}>
          <Scissors aria-hidden className="size-4" />
          {plan && count === 0 ? "Nothing left to cut" : plan ? `Cut ${countOf(count, "clips")}` : "Cut"}
        </Button>
      </div>
    </Dialog>
  );
}
