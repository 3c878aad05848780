"use client";
import { Play, Square } from "lucide-react";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { usePlayingRangeId } from "#app/_player/use-player.ts";
import { formatBounds } from "./highlight-words.ts";

type Props = {
  control: PlayerControl;
  /** Names the range among all that the page can play. */
  rangeId: string;
  label: string;
  bounds: { startSeconds: number; endSeconds: number };
};

/** Bounds one can play: a press plays them alone on the page's player, another stops. */
export function PlayBounds({ control, rangeId, label, bounds }: Props) {
  const isPlaying = usePlayingRangeId(control) === rangeId;
  const Icon = isPlaying ? Square : Play;
  return (
    <button
      type="button"
      onClick={() => (isPlaying ? control.pause() : control.playRange({ id: rangeId, ...bounds }))}
      aria-label={`${isPlaying ? "Stop" : "Play"} ${label}: ${formatBounds(bounds)}`}
      className={`inline-flex h-8 items-center gap-2 rounded-lg border px-2.5 text-sm ${isPlaying ? "border-accent bg-accent-soft text-accent" : "border-line bg-raised hover:border-line-strong"}`}
    >
      <Icon aria-hidden className="size-3.5 fill-current" />
      <span className="text-muted">{label}</span>
      <span className="time">{formatBounds(bounds)}</span>
    </button>
  );
}
