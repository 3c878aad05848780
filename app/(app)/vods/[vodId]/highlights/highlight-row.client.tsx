"use client";
import { History, Play, Scissors, Square, X } from "lucide-react";
import { type MouseEvent, useId, useState } from "react";
import type { PlayerControl } from "#app/_player/player-control.ts";
import type { Clip } from "#app/_queries/clips.ts";
import type { CutRequest } from "#app/_queries/cuts.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import { vodUrls } from "#app/_queries/vods.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { ContributionChips } from "#app/_ui/contribution-chips.client.tsx";
import { thumbnailTicks } from "#app/_ui/highlight-tile.tsx";
import { cutStates, formatBounds, highlightName } from "#app/_ui/highlight-words.ts";
import { Poster } from "#app/_ui/poster.client.tsx";
import { describeMeter } from "#lib/clips/model.ts";
import { describeRefineReason } from "#lib/refine/model.ts";
import { formatDuration } from "#lib/time.ts";
import { RefinementHistory } from "./refinement-history.client.tsx";
import { RenderDialog } from "./render-dialog.client.tsx";
import { ReviewButtons } from "./review-buttons.client.tsx";

type Props = {
  highlight: Highlight;
  control: PlayerControl;
  isPlaying: boolean;
  isSelected: boolean;
  isBusy: boolean;
  /** `isRange`: Shift was held, everything up to here is meant. */
  onSelect: (isRange: boolean) => void;
  onCut: (anyway: boolean) => void;
  onCancel: () => void;
  /** Its clip, where there is one. */
  clip: Clip | undefined;
  onRender: (request: Pick<CutRequest, "profile" | "options">) => void;
};

/** One highlight: picture with play, time, score, reasons, state, cut. */
export function HighlightRow(props: Props) {
  const { highlight, control, isPlaying, isSelected, clip } = props;
  const checkboxId = useId();
  const historyId = useId();
  const [isHistoryOpen, setHistoryOpen] = useState(false);
  const name = highlightName(highlight);
  const cut = cutStates[highlight.cutState];
  const isRefused = highlight.isClipable === false;
  const select = (event: MouseEvent) => props.onSelect(event.shiftKey);
  return (
    <li
      id={`highlight-${highlight.id}`}
      className={`flex scroll-mt-24 flex-wrap gap-3 rounded-xl border p-3 ${isSelected ? "border-accent bg-accent-soft" : isPlaying ? "border-line-strong bg-raised" : "border-line bg-surface"}`}
    >
      <div className="relative w-32 shrink-0 self-start sm:w-44">
        <Poster src={vodUrls.frame(highlight.vodId, thumbnailTicks(highlight))} alt="" />
        <button
          type="button"
          onPointerEnter={() => control.prepare(highlight.startSeconds)}
          onFocus={() => control.prepare(highlight.startSeconds)}
          onClick={() => (isPlaying ? control.pause() : control.playRange(highlight))}
          aria-label={isPlaying ? `Stop ${name}` : `Play ${name}`}
          className="group absolute inset-0 grid place-items-center rounded-lg"
        >
          <span className="grid size-9 place-items-center sm:size-11 rounded-full bg-black/65 text-white transition-colors group-hover:bg-accent group-hover:text-on-accent">
            {isPlaying ? (
              <Square aria-hidden className="size-4 fill-current" />
            ) : (
              <Play aria-hidden className="size-5 translate-x-px fill-current" />
            )}
          </span>
        </button>
        <span className="time pointer-events-none absolute right-1 bottom-1 rounded bg-black/75 px-1 text-[0.6875rem] sm:px-1.5 sm:text-xs text-white">
          {formatDuration(highlight.endSeconds - highlight.startSeconds)}
        </span>
      </div>
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        <div className="flex items-center gap-2.5">
          <input
            id={checkboxId}
            type="checkbox"
            checked={isSelected}
            onClick={select}
            readOnly
            className="size-4.5 shrink-0 accent-accent"
          />
          <label htmlFor={checkboxId} className="min-w-0 truncate font-medium">
            {name}
          </label>
          <span className="ml-auto text-sm whitespace-nowrap text-muted">
            score <span className="time font-semibold text-ink">{highlight.score.toFixed(1)}</span>
          </span>
        </div>
        <p className="flex flex-wrap gap-x-3 text-sm text-muted">
          <span className="time">{formatBounds(highlight)}</span>
          {highlight.boundsFrom === "detected" ? null : <span>{highlight.boundsFrom}</span>}
          {highlight.confidence === null ? null : <span>{Math.round(highlight.confidence * 100)} % sure</span>}
        </p>
        <ContributionChips contributions={highlight.contributions} onJump={control.seek} />
        {highlight.refineReason && highlight.refineState !== "done" ? (
          <p className="text-sm text-muted">{describeRefineReason(highlight.refineReason)}</p>
        ) : null}
        {isRefused ? (
          <p className="text-sm">
            <Badge tone="warn">Not a clip</Badge>{" "}
            <span className="text-muted">{highlight.clipableReason ?? "No reason was given."}</span>
          </p>
        ) : null}
        {highlight.cutState === "failed" || highlight.cutState === "skipped" ? (
          <p role="alert" className="text-sm break-words text-bad">
            {highlight.cutReason}
          </p>
        ) : highlight.cutState === "queued" && highlight.cutReason ? (
          <p role="status" className="text-sm break-words text-warn">
            {highlight.cutReason}
          </p>
        ) : null}
        <div className="mt-auto flex flex-wrap items-center gap-2 pt-1">
          {highlight.origin === "detected" ? (
            <Button
              look="quiet"
              size="small"
              className="-ml-2"
              aria-expanded={isHistoryOpen}
              aria-controls={historyId}
              aria-label={`Refinement of ${name}`}
              onClick={() => setHistoryOpen((isOpen) => !isOpen)}
            >
              <History aria-hidden className="size-4" /> <span className="max-sm:hidden">Refinement</span>
            </Button>
          ) : null}
          {cut ? (
            <Badge tone={cut.tone} live={cut.live}>
              {cut.label}
              {highlight.cutState === "cutting" && clip ? ` ${Math.floor(clip.fraction * 100)} %` : null}
            </Badge>
          ) : null}
          {clip?.state === "ready" && clip.byteMeter ? (
            <span className="time text-xs text-muted">{describeMeter(clip.byteMeter)}</span>
          ) : null}
          <ReviewButtons highlight={highlight} name={name} />
          {["queued", "cutting"].includes(highlight.cutState) ? (
            <Button
              size="small"
              className="ml-auto"
              disabled={props.isBusy}
              onClick={props.onCancel}
              aria-label={`Cancel the cut: ${name}`}
            >
              <X aria-hidden className="size-4" /> Cancel
            </Button>
          ) : null}
          <span className="ml-auto">
            <RenderDialog highlight={highlight} isBusy={props.isBusy} onRender={props.onRender} />
          </span>
          {["queued", "cutting", "ready"].includes(highlight.cutState) ? null : (
            <Button
              size="small"
              disabled={props.isBusy}
              onClick={() => props.onCut(isRefused)}
              aria-label={`${isRefused ? "Create clip anyway" : "Cut"}: ${name}`}
            >
              <Scissors aria-hidden className="size-4" />
              {isRefused ? "Create clip anyway" : highlight.cutState === "none" ? "Cut clip" : "Cut again"}
            </Button>
          )}
        </div>
      </div>
      {isHistoryOpen ? (
        <div id={historyId} className="basis-full">
          <RefinementHistory highlight={highlight} control={control} />
        </div>
      ) : null}
    </li>
  );
}
