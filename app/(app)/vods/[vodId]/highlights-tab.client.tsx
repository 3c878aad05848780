"use client";
import { Play, Square } from "lucide-react";
import { usePlayingRangeId } from "#app/_player/use-player.ts";
import { useHighlights } from "#app/_queries/highlights.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { ContributionChips } from "#app/_ui/contribution-chips.client.tsx";
import { cutStates, formatBounds, highlightName } from "#app/_ui/highlight-words.ts";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import type { TabProps } from "./replay-tabs.client.tsx";
import { TabNote } from "./timed-row.tsx";

/** The VOD's highlights; each can be played alone. */
export function HighlightsTab({ vodId, control }: TabProps) {
  const { data: highlights, error, refetch } = useHighlights(vodId);
  const playingId = usePlayingRangeId(control);
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
  if (highlights.length === 0) return <TabNote>No highlights yet.</TabNote>;
  return (
    <ul aria-label="Highlights" className="divide-y divide-line">
      {highlights.map((highlight) => {
        const isPlaying = playingId === highlight.id;
        const cut = cutStates[highlight.cutState];
        const name = highlightName(highlight);
        return (
          <li key={highlight.id} className={`flex gap-3 p-3 ${isPlaying ? "bg-accent-soft" : ""}`}>
            <Button
              size="icon"
              onClick={() => (isPlaying ? control.pause() : control.playRange(highlight))}
              aria-label={isPlaying ? `Stop ${name}` : `Play ${name}`}
            >
              {isPlaying ? <Square aria-hidden className="size-4" /> : <Play aria-hidden className="size-4" />}
            </Button>
            <div className="min-w-0 flex-1">
              <p className="flex items-center gap-2 text-sm font-medium">
                <span className="min-w-0 truncate">{name}</span>
                <span className="time ml-auto text-muted">{highlight.score.toFixed(1)}</span>
              </p>
              <p className="time mb-1.5 text-xs text-muted">{formatBounds(highlight)}</p>
              <ContributionChips contributions={highlight.contributions} onJump={control.seek} />
              {cut ? (
                <div className="mt-1.5">
                  <Badge tone={cut.tone} live={cut.live}>
                    {cut.label}
                  </Badge>
                </div>
              ) : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
