"use client";
import { Play, Square } from "lucide-react";
import { type PointerEvent, useEffect, useRef, useState } from "react";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { RangePreview } from "#app/_player/range-preview.client.tsx";
import type { Highlight } from "#app/_queries/highlights.ts";
import { vodUrls } from "#app/_queries/vods.ts";
import { thumbnailTicks } from "#app/_ui/highlight-tile.tsx";
import { highlightName } from "#app/_ui/highlight-words.ts";
import { Poster } from "#app/_ui/poster.client.tsx";
import { formatDuration } from "#lib/time.ts";
import { lengthOf } from "./model.ts";

/** A pointer on its way across the list asks for nothing. */
const restMs = 300;

type Props = {
  highlight: Highlight;
  control: PlayerControl;
  media: { frameRate: number; zeroSeconds: number };
  isPlaying: boolean;
  className: string;
};

/** A highlight's picture: plays it, and while a pointer rests on it or the keyboard is there, shows it moving. */
export function RowPicture({ highlight, control, media, isPlaying, className }: Props) {
  const [isPreviewed, setPreviewed] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const name = highlightName(highlight);
  const begin = () => {
    clearTimeout(timer.current);
    if (wantsNoMotion()) return;
    timer.current = setTimeout(() => setPreviewed(true), restMs);
  };
  const end = () => {
    clearTimeout(timer.current);
    setPreviewed(false);
  };
  return (
    <div
      className={`relative self-start ${className}`}
      onPointerEnter={(event: PointerEvent) => (event.pointerType === "mouse" ? begin() : null)}
      onPointerLeave={end}
    >
      <Poster src={vodUrls.frame(highlight.vodId, thumbnailTicks(highlight))} alt="" />
      {isPreviewed && !isPlaying ? (
        <RangePreview
          vodId={highlight.vodId}
          range={highlight}
          media={media}
          className="absolute inset-0 size-full rounded-lg"
        />
      ) : null}
      <button
        type="button"
        onPointerEnter={() => control.prepare(highlight.startSeconds)}
        onFocus={(event) => {
          control.prepare(highlight.startSeconds);
          if (event.currentTarget.matches(":focus-visible")) begin();
        }}
        onBlur={end}
        onClick={() => {
          end();
          if (isPlaying) control.pause();
          else control.playRange(highlight);
        }}
        aria-label={isPlaying ? `Stop ${name}` : `Play ${name}`}
        className="group absolute inset-0 grid place-items-center rounded-lg"
      >
        <span
          className={`grid size-9 place-items-center rounded-full bg-black/65 text-white transition group-hover:bg-accent group-hover:text-on-accent sm:size-11 ${isPreviewed && !isPlaying ? "opacity-0 group-focus-visible:opacity-100" : ""}`}
        >
          {isPlaying ? (
            <Square aria-hidden className="size-4 fill-current" />
          ) : (
            <Play aria-hidden className="size-5 translate-x-px fill-current" />
          )}
        </span>
      </button>
      <span className="time pointer-events-none absolute right-1 bottom-1 rounded bg-black/75 px-1 text-[0.6875rem] text-white sm:px-1.5 sm:text-xs">
        {formatDuration(lengthOf(highlight))}
      </span>
    </div>
  );
}

/** Pictures that move are unwanted, or bytes are dear. */
function wantsNoMotion(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData === true || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
