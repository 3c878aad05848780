"use client";
import { Check, Play, RotateCcw, Square, X } from "lucide-react";
import { memo, useEffect, useMemo, useRef } from "react";
import { useMay } from "#app/_access/may.client.tsx";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { usePlayingRangeId } from "#app/_player/use-player.ts";
import { type Highlight, useHighlights } from "#app/_queries/highlights.ts";
import { Badge, type Tone } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { ContributionChips } from "#app/_ui/contribution-chips.client.tsx";
import { cutStates, formatBounds, highlightName } from "#app/_ui/highlight-words.ts";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import type { TabProps } from "./replay-tabs.client.tsx";
import { TabNote } from "./timed-row.tsx";

const reviewStates: Record<Highlight["reviewState"], { label: string; tone: Tone } | null> = {
  suggested: null,
  approved: { label: "Approved", tone: "good" },
  rejected: { label: "Rejected", tone: "plain" },
};

/** The VOD's highlights in the order of time: why each was picked, what became of it. The chosen one is trimmed under the player. */
export function HighlightsTab({ vodId, control, selection, review }: TabProps) {
  const { data, error, refetch } = useHighlights(vodId);
  const playingId = usePlayingRangeId(control);
  const mayCreate = useMay("POST /api/v1/vods/[id]/highlights");
  const highlights = useMemo(() => data?.toSorted((a, b) => a.startSeconds - b.startSeconds), [data]);
  if (!highlights) {
    return (
      <div className="p-3">
        {error ? (
          <ErrorState title="Highlights couldn't be loaded" text={error.message} onRetry={refetch} />
        ) : (
          <SkeletonList count={4} className="h-16" />
        )}
      </div>
    );
  }
  if (highlights.length === 0) {
    return <TabNote>No highlights yet. {mayCreate ? "Mark a stretch of the overview to make one." : null}</TabNote>;
  }
  return (
    <ul aria-label="Highlights" className="divide-y divide-line">
      {highlights.map((highlight) => (
        <Row
          key={highlight.id}
          {...{ highlight, control }}
          isPlaying={playingId === highlight.id}
          isSelected={selection.id === highlight.id}
          onSelect={selection.select}
          onReview={review}
        />
      ))}
    </ul>
  );
}

type RowProps = {
  highlight: Highlight;
  control: PlayerControl;
  isPlaying: boolean;
  isSelected: boolean;
  onSelect: TabProps["selection"]["select"];
  onReview: TabProps["review"];
};

const Row = memo(function Row({ highlight, control, isPlaying, isSelected, onSelect, onReview }: RowProps) {
  const item = useRef<HTMLLIElement>(null);
  const { id, startSeconds, reviewState } = highlight;
  const cut = cutStates[highlight.cutState];
  const review = reviewStates[reviewState];
  const name = highlightName(highlight);
  const mayReview = useMay("POST /api/v1/vods/[id]/reviews");
  useEffect(() => {
    if (isSelected) item.current?.scrollIntoView({ block: "nearest" });
  }, [isSelected]);
  return (
    <li
      ref={item}
      aria-current={isSelected ? "true" : undefined}
      className="flex gap-3 border-l-2 border-transparent p-3 pl-2.5 [contain-intrinsic-size:auto_92px] [content-visibility:auto] aria-[current=true]:border-accent aria-[current=true]:bg-accent-soft"
    >
      <Button
        size="icon"
        onClick={() => (isPlaying ? control.pause() : control.playRange(highlight))}
        onPointerEnter={() => control.prepare(startSeconds)}
        aria-label={isPlaying ? `Stop ${name}` : `Play ${name}`}
      >
        {isPlaying ? <Square aria-hidden className="size-4" /> : <Play aria-hidden className="size-4" />}
      </Button>
      <div className="min-w-0 flex-1">
        <button
          type="button"
          onClick={() => onSelect({ id, startSeconds })}
          className={`block w-full rounded text-left ${reviewState === "rejected" ? "text-muted" : ""}`}
        >
          <span className="flex items-center gap-2 text-sm font-medium">
            <span className="min-w-0 truncate">{name}</span>
            <span className="time ml-auto text-muted">{highlight.score.toFixed(1)}</span>
          </span>
          <span className="time block text-xs text-muted">
            {formatBounds(highlight)} · {(highlight.endSeconds - startSeconds).toFixed(1)} s
          </span>
        </button>
        <div className="mt-1.5 flex flex-wrap items-center gap-1.5">
          <ContributionChips contributions={highlight.contributions} onJump={control.seek} />
          {review ? <Badge tone={review.tone}>{review.label}</Badge> : null}
          {cut ? (
            <Badge tone={cut.tone} live={cut.live}>
              {cut.label}
            </Badge>
          ) : null}
        </div>
      </div>
      {mayReview ? (
        <div className="flex flex-col gap-1">
          {reviewState === "suggested" ? (
            <>
              <IconButton label={`Approve ${name}`} onClick={() => onReview(id, "approve")} icon={Check} />
              <IconButton label={`Reject ${name}`} onClick={() => onReview(id, "reject")} icon={X} />
            </>
          ) : (
            <IconButton
              label={`Take back the decision on ${name}`}
              onClick={() => onReview(id, "restore")}
              icon={RotateCcw}
            />
          )}
        </div>
      ) : null}
    </li>
  );
});

const IconButton = ({ label, onClick, icon: Icon }: { label: string; onClick: () => void; icon: typeof Check }) => (
  <Button look="quiet" size="icon" className="size-8" aria-label={label} onClick={onClick}>
    <Icon aria-hidden className="size-4" />
  </Button>
);
