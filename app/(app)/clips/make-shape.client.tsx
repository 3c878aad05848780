"use client";
import { Scissors } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { ClipGroup } from "#app/_queries/clips.ts";
import { type CutRequest, useCutPlan } from "#app/_queries/cuts.ts";
import { useRememberSplit, useSplitBoxes } from "#app/_queries/render-settings.ts";
import { vodUrls } from "#app/_queries/vods.ts";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.client.tsx";
import { formatBounds } from "#app/_ui/highlight-words.ts";
import { captionWords, profileWords } from "#app/_ui/render-words.ts";
import type { CutMode } from "#lib/clips/model.ts";
import { type CaptionPreset, type ClipProfile, clipProfiles, type SplitBoxes } from "#lib/clips/render/model.ts";
import { Choices } from "../vods/[vodId]/highlights/render-choices.tsx";
import { SplitEditor } from "../vods/[vodId]/highlights/split-editor.client.tsx";
import { useCutWithWords } from "../vods/[vodId]/highlights/use-cut-with-words.ts";
import { ShapePlan } from "./shape-plan.tsx";

const modes = {
  exact: { label: "Exact", hint: "Begins and ends at the very frame" },
  fast: { label: "Fast", hint: "Copied; begins at the keyframe before" },
} as const;

/** Makes another shape of a highlight's clip, or one with captions beside the one without; says before what it will be. */
export function MakeShape({ group, onClose }: { group: ClipGroup; onClose: () => void }) {
  const [profile, setProfile] = useState<ClipProfile>(() => missingOf(group) ?? "landscape");
  const [mode, setMode] = useState<Exclude<CutMode, "render">>("exact");
  const [captions, setCaptions] = useState<CaptionPreset | "off">("off");
  const [chatOverlay, setChatOverlay] = useState(false);
  const [loudness, setLoudness] = useState(false);
  const [draft, setDraft] = useState<SplitBoxes | null>(null);
  const isSplit = profile === "vertical-split";
  const remembered = useSplitBoxes(isSplit);
  const remember = useRememberSplit();
  const split = isSplit ? (draft ?? remembered.data ?? null) : null;
  const request: CutRequest = {
    ...{ highlightIds: [group.highlightId], profile, mode, anyway: group.isClipable === false },
    options: { captions, chatOverlay, loudness, ...(split ? { split } : {}) },
  };
  const isWhole = !isSplit || split !== null;
  const plan = useCutPlan(group.sourceVodId, request, { enabled: isWhole });
  const cutting = useCutWithWords(group.sourceVodId);
  const isCaptioned = captions !== "off";
  const existing = group.clips.find((clip) => clip.profile === profile && clip.isCaptioned === isCaptioned);
  const isPlain = profile === "landscape" && !isCaptioned && !chatOverlay && !loudness;
  const look = isCaptioned ? `?style=${captions}&shape=${profile}` : "";
  const captionsHref = `/clips/captions/${group.highlightId}${look}`;
  const make = () => {
    if (split) remember(split);
    cutting.cut(request);
    onClose();
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => (open ? null : onClose())}
      title="Make a shape"
      text={
        <>
          {group.title}, <span className="time">{formatBounds(group)}</span>
        </>
      }
    >
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          make();
        }}
      >
        <Choices legend="Shape" value={profile} onChange={setProfile} words={profileWords} />
        {split ? (
          <SplitEditor
            frameUrl={vodUrls.frameAt(group.sourceVodId, (group.startSeconds + group.endSeconds) / 2, 960)}
            split={split}
            onChange={setDraft}
          />
        ) : null}
        {isPlain ? <Choices legend="Cut" value={mode} onChange={setMode} words={modes} /> : null}
        <div>
          <Choices legend="Captions" value={captions} onChange={setCaptions} words={captionWords} />
          <p className="mt-1.5 text-sm text-muted">
            Their text is what the transcript says, or what you{" "}
            <Link href={captionsHref} className="rounded text-accent underline">
              write for this highlight
            </Link>
            .
          </p>
        </div>
        <div className="grid gap-2">
          <Check label="Show the chat of the moment" isOn={chatOverlay} onChange={setChatOverlay} />
          <Check label="Bring the sound to −14 LUFS, as the apps play it" isOn={loudness} onChange={setLoudness} />
        </div>
        <ShapePlan plan={plan.data} error={plan.error} isOld={plan.isPlaceholderData} replaces={existing} />
        <div className="flex justify-end gap-2">
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button
            look="primary"
            type="submit"
            disabled={!isWhole || plan.isPlaceholderData || plan.data?.totals.clipCount !== 1}
          >
            <Scissors aria-hidden className="size-4" />
            {plan.data?.totals.cutAlreadyCount === 1
              ? "It is there already"
              : group.isClipable === false
                ? "Create clip anyway"
                : "Make clip"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const missingOf = (group: ClipGroup): ClipProfile | undefined =>
  clipProfiles.find((profile) => !group.clips.some((clip) => clip.profile === profile));

function Check(props: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <label className="flex items-center gap-2.5">
      <input
        type="checkbox"
        checked={props.isOn}
        onChange={(event) => props.onChange(event.target.checked)}
        className="size-4.5 shrink-0 accent-accent"
      />
      {props.label}
    </label>
  );
}
