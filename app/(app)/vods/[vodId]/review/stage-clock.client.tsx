"use client";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { usePlayhead } from "#app/_player/use-player.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import { formatTimestamp } from "#lib/time.ts";

/** `0:03.6` of `0:00:03.6` */
const shorten = (timestamp: string): string => timestamp.replace(/^0:0?/, "");

/** Where in the highlight playback is; moves it. */
export function StageClock({ control, highlight }: { control: PlayerControl; highlight: Highlight }) {
  const now = usePlayhead(control, 0.1);
  const length = highlight.endSeconds - highlight.startSeconds;
  const at = Math.min(length, Math.max(0, now - highlight.startSeconds));
  return (
    <div
      className="absolute inset-x-0 bottom-0 flex items-center gap-3 bg-linear-to-t from-black/80 to-transparent px-3 pt-6 pb-2 text-white"
      // A finger here moves the playhead, not the card.
      onPointerDown={(event) => event.stopPropagation()}
    >
      <input
        type="range"
        aria-label="Position in the highlight"
        aria-valuetext={`${at.toFixed(1)} of ${length.toFixed(1)} seconds`}
        min={0}
        max={length}
        step={0.1}
        value={at}
        onChange={(event) =>
          control.seek(highlight.startSeconds + Math.min(length - 0.1, Number(event.target.value)), {
            keepsRange: true,
          })
        }
        className="h-6 min-w-0 flex-1 accent-accent"
      />
      <span className="time text-xs">
        {shorten(formatTimestamp(at))} / {shorten(formatTimestamp(length))}
      </span>
    </div>
  );
}
