"use client";
import { memo, useId, useState } from "react";
import type { PlayerControl } from "#app/_player/player-control.ts";
import type { Clip } from "#app/_queries/clips.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { ContributionChips } from "#app/_ui/contribution-chips.client.tsx";
import { cutStates, formatBounds, highlightName } from "#app/_ui/highlight-words.ts";
import { describeMeter } from "#lib/clips/model.ts";
import { describeRefineReason } from "#lib/refine/model.ts";
import { RefinementHistory } from "./refinement-history.client.tsx";
import type { RowActions } from "./row-actions.ts";
import { RowButtons } from "./row-buttons.client.tsx";
import { RowPicture } from "./row-picture.client.tsx";

type Props = {
  highlight: Highlight;
  control: PlayerControl;
  media: { frameRate: number; zeroSeconds: number };
  actions: RowActions;
  isPlaying: boolean;
  isSelected: boolean;
  /** Keys mean this one. */
  isCurrent: boolean;
  isBusy: boolean;
  /** Its clip, where there is one. */
  clip: Clip | undefined;
  /** The picture is above the rest, as wide as there is room. */
  isCard: boolean;
};

/** The element of a highlight's row. */
export const rowId = (highlightId: string): string => `highlight-${highlightId}`;

const layouts = {
  row: "grid-cols-[8rem_minmax(0,1fr)] sm:grid-cols-[11rem_minmax(0,1fr)] sm:grid-rows-[1fr_auto] [contain-intrinsic-size:auto_12.5rem]",
  card: "grid-cols-[minmax(0,1fr)] grid-rows-[auto_1fr_auto] [contain-intrinsic-size:auto_27rem]",
};

/** One highlight: picture with play, time, score, reasons, state, what one can do with it. */
export const HighlightRow = memo(function HighlightRow(props: Props) {
  const { highlight, control, actions, isPlaying, isSelected, isCurrent, isCard } = props;
  const checkboxId = useId();
  const historyId = useId();
  const [isHistoryOpen, setHistoryOpen] = useState(false);
  const look = isSelected
    ? "border-accent bg-accent-soft"
    : isPlaying
      ? "border-line-strong bg-raised"
      : `border-line bg-surface ${highlight.reviewState === "rejected" ? "opacity-60 focus-within:opacity-100 hover:opacity-100" : ""}`;
  return (
    <li
      id={rowId(highlight.id)}
      // Keys move from row to row; what is in a row is reached by Tab.
      tabIndex={-1}
      aria-current={isCurrent ? "true" : undefined}
      onFocus={() => actions.point(highlight.id)}
      data-card={isCard || undefined}
      className={`group/row relative grid scroll-my-24 gap-x-3 gap-y-2 rounded-xl border p-3 [content-visibility:auto] ${isCard ? layouts.card : layouts.row} ${look} ${isCurrent ? "before:absolute before:inset-y-3 before:left-0 before:w-1 before:rounded-r-full before:bg-accent" : ""}`}
    >
      <RowPicture
        {...{ highlight, control, isPlaying }}
        media={props.media}
        className={isCard ? "" : "sm:row-span-2"}
      />
      <div className="flex min-w-0 flex-col gap-1.5">
        <div className="flex items-center gap-2.5">
          <input
            id={checkboxId}
            type="checkbox"
            checked={isSelected}
            onClick={(event) => actions.select(highlight.id, event.shiftKey)}
            readOnly
            className="size-4.5 shrink-0 accent-accent"
          />
          <label
            htmlFor={checkboxId}
            className="min-w-0 truncate font-medium select-none"
            title={highlightName(highlight)}
          >
            {highlightName(highlight)}
          </label>
          <span className="ml-auto text-sm whitespace-nowrap text-muted">
            score <span className="time font-semibold text-ink">{highlight.score.toFixed(1)}</span>
          </span>
        </div>
        <RowFacts highlight={highlight} clip={props.clip} />
        <ContributionChips
          contributions={highlight.contributions}
          onJump={control.seek}
          jumpsAtOnce
          vodId={highlight.vodId}
        />
        <RowMessages highlight={highlight} clip={props.clip} />
      </div>
      <div className={isCard ? "" : "col-span-2 sm:col-span-1 sm:col-start-2"}>
        <RowButtons
          highlight={highlight}
          actions={actions}
          isBusy={props.isBusy}
          history={{ isOpen: isHistoryOpen, id: historyId, onToggle: () => setHistoryOpen((isOpen) => !isOpen) }}
        />
      </div>
      {isHistoryOpen ? (
        <div id={historyId} className={isCard ? "" : "col-span-2"}>
          <RefinementHistory highlight={highlight} control={control} />
        </div>
      ) : null}
    </li>
  );
});

function RowFacts({ highlight, clip }: Pick<Props, "highlight" | "clip">) {
  const cut = cutStates[highlight.cutState];
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
      <span className="time">{formatBounds(highlight)}</span>
      {highlight.boundsFrom === "detected" ? null : <span>{highlight.boundsFrom}</span>}
      {highlight.confidence === null ? null : (
        <span className="tabular-nums">{Math.round(highlight.confidence * 100)} % sure</span>
      )}
      {highlight.refineReason && highlight.refineState === "skipped" ? (
        <span title={describeRefineReason(highlight.refineReason)}>
          {describeRefineReason(highlight.refineReason).split(":")[0]?.toLowerCase()}
        </span>
      ) : null}
      {cut ? (
        <Badge tone={cut.tone} live={cut.live}>
          {cut.label}
          {highlight.cutState === "cutting" && clip ? ` ${Math.floor(clip.fraction * 100)} %` : null}
        </Badge>
      ) : null}
    </p>
  );
}

/** What has to be said of it in sentences. */
function RowMessages({ highlight, clip }: Pick<Props, "highlight" | "clip">) {
  const { cutState, cutReason } = highlight;
  return (
    <>
      {highlight.refineReason && highlight.refineState === "failed" ? (
        <p className="text-sm text-muted">{describeRefineReason(highlight.refineReason)}</p>
      ) : null}
      {highlight.isClipable === false ? (
        <p className="text-sm">
          <Badge tone="warn">Not a clip</Badge>{" "}
          <span className="text-muted">{highlight.clipableReason ?? "No reason was given."}</span>
        </p>
      ) : null}
      {cutState === "failed" || cutState === "skipped" ? (
        <p role="alert" className="text-sm break-words text-bad">
          {cutReason}
        </p>
      ) : cutState === "queued" && cutReason ? (
        <p role="status" className="text-sm break-words text-warn">
          {cutReason}
        </p>
      ) : null}
      {clip?.state === "ready" && clip.byteMeter ? (
        <p className="text-xs text-muted tabular-nums">{describeMeter(clip.byteMeter)}</p>
      ) : null}
    </>
  );
}
