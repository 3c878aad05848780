"use client";
import { Scissors } from "lucide-react";
import { useState } from "react";
import { type CutRequest, useCutPlan } from "#app/_queries/cuts.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import { useRememberSplit, useSplitBoxes } from "#app/_queries/render-settings.ts";
import { vodUrls } from "#app/_queries/vods.ts";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.client.tsx";
import { thumbnailTicks } from "#app/_ui/highlight-tile.tsx";
import { countOf } from "#app/_ui/job-words.ts";
import { captionWords, profileWords } from "#app/_ui/render-words.ts";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import type { ClipProfile } from "#lib/clips/render/model.ts";
import { type CutChoice, requestOf, usualChoice } from "./cut-choice.ts";
import { CutPlanFacts } from "./cut-plan-facts.tsx";
import { Check, Choices } from "./render-choices.tsx";
import { SplitEditor } from "./split-editor.client.tsx";

/** What is to be cut, and in which shape the dialog begins. */
export type ToCut = {
  title: string;
  highlightIds: string[] | "all";
  anyway?: boolean;
  profile?: ClipProfile;
  /** Called when it was asked for. */
  onAsked?: () => void;
};

type Props = {
  vodId: string;
  /** Its highlights, for their names and pictures. */
  highlights: readonly Highlight[];
  toCut: ToCut;
  onClose: () => void;
  onCut: (request: CutRequest) => void;
  isBusy: boolean;
};

const modeWords = {
  exact: { label: "Exact", hint: "Begins and ends at the very frame." },
  fast: { label: "Fast", hint: "Copied as it is; begins at the keyframe before." },
};

/** Says what a cut will be before it is made, in the shape and mode chosen, and asks for it. */
export function CutDialog({ vodId, highlights, toCut, onClose, onCut, isBusy }: Props) {
  const [choice, setChoice] = useState<CutChoice>({ ...usualChoice, profile: toCut.profile ?? usualChoice.profile });
  const [takesRefused, setTakesRefused] = useState(toCut.anyway ?? false);
  const change = (part: Partial<CutChoice>) => setChoice((now) => ({ ...now, ...part }));
  const isSplit = choice.profile === "vertical-split";
  const remembered = useSplitBoxes(isSplit);
  const remember = useRememberSplit();
  const request: CutRequest = {
    highlightIds: toCut.highlightIds,
    ...requestOf(choice),
    ...(takesRefused ? { anyway: true } : {}),
  };
  const { data: plan, error, refetch, isPlaceholderData } = useCutPlan(vodId, request, { enabled: true });
  const count = plan?.totals.clipCount ?? 0;
  const only = toCut.highlightIds.length === 1 ? highlights.find((one) => one.id === toCut.highlightIds[0]) : undefined;
  const split = choice.split ?? remembered.data;
  const canTakeRefused = takesRefused || (plan?.plans.some((one) => !one.ok && one.reason === "not_clipable") ?? false);
  const confirm = () => {
    onClose();
    if (isSplit && split) remember(split);
    onCut(request);
    toCut.onAsked?.();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? null : onClose())}
      title={toCut.title}
      wide={isSplit && only !== undefined}
    >
      <div className="flex flex-col gap-5">
        <Choices
          legend="Shape"
          value={choice.profile}
          onChange={(profile) => change({ profile })}
          words={profileWords}
          isCompact
        />
        {choice.profile === "landscape" ? (
          <Choices legend="How to cut" value={choice.mode} onChange={(mode) => change({ mode })} words={modeWords} />
        ) : (
          <>
            {isSplit && only && split ? (
              <SplitEditor
                frameUrl={vodUrls.frame(vodId, thumbnailTicks(only), 960)}
                split={split}
                onChange={(boxes) => change({ split: boxes })}
              />
            ) : isSplit ? (
              <p className="text-sm text-muted">
                {remembered.error?.message ?? "Camera and game are taken from where you drew them last."}
              </p>
            ) : null}
            <Choices
              legend="Captions"
              value={choice.captions}
              onChange={(captions) => change({ captions })}
              words={captionWords}
              isCompact
            />
            <div className="flex flex-col gap-2">
              <Check
                label="Show the chat of the moment"
                isOn={choice.chatOverlay}
                onChange={(chatOverlay) => change({ chatOverlay })}
              />
              <Check
                label="Bring the sound to −14 LUFS, as the apps play it"
                isOn={choice.loudness}
                onChange={(loudness) => change({ loudness })}
              />
            </div>
          </>
        )}
        {canTakeRefused && toCut.anyway === undefined ? (
          <Check label="Also those judged not to be a clip" isOn={takesRefused} onChange={setTakesRefused} />
        ) : null}
        {error ? <ErrorState title="This couldn't be planned" text={error.message} onRetry={refetch} /> : null}
        {plan ? (
          <CutPlanFacts plan={plan} isOld={isPlaceholderData} highlights={highlights} />
        ) : error ? null : (
          <SkeletonList count={2} className="h-24" />
        )}
      </div>
      <div className="sticky -bottom-5 -mx-5 mt-5 -mb-5 flex justify-end gap-2 border-t border-line bg-surface p-4">
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
        <Button
          look="primary"
          onClick={confirm}
          disabled={isBusy || isPlaceholderData || count === 0 || (isSplit && !split)}
        >
          <Scissors aria-hidden className="size-4" />
          {plan && count === 0 ? "Nothing left to cut" : plan ? `Cut ${countOf(count, "clips")}` : "Cut"}
        </Button>
      </div>
    </Dialog>
  );
}
