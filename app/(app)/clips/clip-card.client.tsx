"use client";
import { Check, Download, Play } from "lucide-react";
import { useState } from "react";
import { type Clip, type ClipFilters, type ClipGroup, clipUrls, isOfShape } from "#app/_queries/clips.ts";
import { vodUrls } from "#app/_queries/vods.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { ButtonAnchor } from "#app/_ui/button.tsx";
import { clipStates } from "#app/_ui/highlight-words.ts";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { Poster } from "#app/_ui/poster.client.tsx";
import { ProgressBar } from "#app/_ui/progress-bar.tsx";
import { describeMaking } from "#app/_ui/render-words.ts";
import { formatBytes, formatTimestamp } from "#lib/time.ts";
import { ClipMenu } from "./clip-menu.client.tsx";
import { CutAgain } from "./cut-again.client.tsx";
import { MakeShape } from "./make-shape.client.tsx";
import { ShapeTabs } from "./shape-tabs.client.tsx";

type Props = {
  group: ClipGroup;
  canEdit: boolean;
  onPlay: (clip: Clip) => void;
  /** What the list is filtered by is looked at first. */
  preferred?: Pick<ClipFilters, "profile" | "captions">;
  /** Of its title: one below what it stands under. */
  heading?: "h2" | "h3";
  /** Null: nothing is selected here. */
  selection?: { isSelected: boolean; onSelect: (isRange: boolean) => void } | null;
};

/** The clips of one highlight: the shape that is looked at, with what it is and what can be done with it. */
export function ClipCard({ group, canEdit, onPlay, preferred, heading: Heading = "h3", selection = null }: Props) {
  const [shownId, setShownId] = useState<string | null>(null);
  const [isMaking, setMaking] = useState(false);
  const { clips, title } = group;
  const clip =
    clips.find((one) => one.clipVodId === shownId) ??
    (preferred && clips.find((one) => isOfShape(one, preferred))) ??
    clips[0]!;
  const state = clipStates[clip.state] ?? clipStates.queued!;
  const canMake = canEdit && group.sourceState === "ready";
  return (
    <li
      className={`flex flex-col rounded-xl border bg-surface [content-visibility:auto] [contain-intrinsic-size:auto_24rem] ${selection?.isSelected ? "border-accent" : "border-line"}`}
    >
      <div className="relative">
        <Poster
          src={vodUrls.frameAt(clip.sourceVodId, (clip.startSeconds + clip.endSeconds) / 2)}
          alt=""
          className="rounded-t-[11px]! rounded-b-none!"
        />
        {clip.playable ? (
          <button
            type="button"
            onClick={() => onPlay(clip)}
            aria-label={`Play ${clip.title}`}
            className="group absolute inset-0 grid place-items-center rounded-t-[11px] -outline-offset-2"
          >
            <span className="grid size-12 place-items-center rounded-full bg-black/65 text-white transition-colors group-hover:bg-accent group-hover:text-on-accent">
              <Play aria-hidden className="size-5 translate-x-px fill-current" />
            </span>
          </button>
        ) : null}
        <span className="time pointer-events-none absolute right-2 bottom-2 rounded bg-black/80 px-1.5 text-xs leading-5 text-white">
          {formatTimestamp((clip.durationMs ?? 0) / 1000 || clip.endSeconds - clip.startSeconds)}
        </span>
        {selection ? <SelectBox title={title} {...selection} /> : null}
      </div>
      <div className="flex flex-1 flex-col gap-2.5 p-3">
        <div className="flex items-start gap-2">
          <div className="min-w-0 flex-1">
            <Heading className="font-medium" title={clip.title}>
              <PageLink
                href={clipUrls.page(clip.clipVodId)}
                className="block truncate rounded leading-6 hover:underline"
              >
                {clip.title}
              </PageLink>
            </Heading>
            <p className="truncate text-sm text-muted" title={clip.sourceTitle}>
              {clip.sourceTitle}
            </p>
          </div>
          {canEdit ? <ClipMenu group={group} clip={clip} /> : null}
        </div>
        <ShapeTabs
          clips={clips}
          shown={clip}
          title={title}
          onShow={(one) => setShownId(one.clipVodId)}
          onMake={canMake ? () => setMaking(true) : null}
        />
        <ClipFacts clip={clip} />
        <div className="mt-auto flex min-h-8 flex-wrap items-center gap-2">
          {clip.playable ? (
            <ButtonAnchor
              size="small"
              href={clipUrls.download(clip.clipVodId)}
              download
              aria-label={`Download ${clip.title}`}
            >
              <Download aria-hidden className="size-4" /> Download
            </ButtonAnchor>
          ) : null}
          {canEdit ? <CutAgain group={group} clip={clip} /> : null}
          <span className="ml-auto">
            <Badge tone={state.tone} live={state.live}>
              {state.label}
              {clip.state === "cutting" ? <span className="time">{Math.floor(clip.fraction * 100)} %</span> : null}
            </Badge>
          </span>
        </div>
      </div>
      {isMaking ? <MakeShape group={group} onClose={() => setMaking(false)} /> : null}
    </li>
  );
}

/** What a clip is; why it isn't, where it isn't. */
function ClipFacts({ clip }: { clip: Clip }) {
  return (
    <div className="grid gap-1 text-sm text-muted">
      <p className="flex flex-wrap gap-x-3">
        {clip.sizeBytes ? <span className="time">{formatBytes(clip.sizeBytes)}</span> : null}
        <span>{describeMaking(clip)}</span>
      </p>
      {clip.state === "cutting" ? <ProgressBar label={`Cutting ${clip.title}`} fraction={clip.fraction} /> : null}
      {clip.notes.map((note) => (
        <p key={note} className="break-words text-warn">
          {note}
        </p>
      ))}
      {clip.state === "failed" || clip.state === "skipped" ? (
        <p role="alert" className={`break-words ${clip.state === "failed" ? "text-bad" : "text-warn"}`}>
          {clip.failureText}
        </p>
      ) : null}
    </div>
  );
}

function SelectBox(props: { title: string; isSelected: boolean; onSelect: (isRange: boolean) => void }) {
  return (
    <label className="absolute top-0 left-0 grid size-11 cursor-pointer place-items-center rounded-tl-[11px] has-focus-visible:outline-2 has-focus-visible:-outline-offset-2">
      <input
        type="checkbox"
        checked={props.isSelected}
        onChange={(event) => props.onSelect((event.nativeEvent as MouseEvent).shiftKey)}
        aria-label={`Select ${props.title}`}
        className="peer sr-only"
      />
      <span className="grid size-6 place-items-center rounded-md border border-white/70 bg-black/55 text-transparent peer-checked:border-accent peer-checked:bg-accent peer-checked:text-on-accent">
        <Check aria-hidden className="size-4" />
      </span>
    </label>
  );
}
