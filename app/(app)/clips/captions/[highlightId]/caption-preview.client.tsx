"use client";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { usePlayhead } from "#app/_player/use-player.ts";
import { type CaptionLine, findLine } from "#lib/clips/captions/model.ts";

/** The caption of the moment over the player, as the bold preset draws it. */
export function CaptionPreview({ control, lines }: { control: PlayerControl; lines: readonly CaptionLine[] }) {
  const line = findLine(lines, usePlayhead(control, 0.05) * 1000 + 25);
  if (!line) return null;
  return (
    <p
      aria-hidden
      className="pointer-events-none absolute inset-x-[8%] bottom-[max(18%,5rem)] text-center text-[clamp(1rem,4.6cqw,2.4rem)] leading-tight font-bold text-balance text-white [paint-order:stroke_fill] [-webkit-text-stroke:0.22em_#000]"
    >
      {line.text}
    </p>
  );
}
