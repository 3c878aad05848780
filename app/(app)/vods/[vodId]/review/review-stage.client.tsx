"use client";
import { Check, ChevronsUp, Play, X } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { VodPlayer } from "#app/_player/vod-player.client.tsx";
import type { Highlight } from "#app/_queries/highlights.ts";
import type { VodPage } from "#app/_queries/vods.ts";
import { vodUrls } from "#app/_queries/vods.ts";
import type { OpenedVodPage } from "#app/_server/open-vod-page.ts";
import { StageClock } from "./stage-clock.client.tsx";
import type { SwipeDirection } from "./swipe.ts";
import { useSwipe } from "./use-swipe.ts";

type Props = {
  page: VodPage & { media: NonNullable<VodPage["media"]> };
  reads: OpenedVodPage["reads"];
  control: PlayerControl;
  highlight: Highlight;
  /** Its bounds are under work, and played by what moves them. */
  isTrimmed: boolean;
  /** Absent for who may only look. */
  onSwipe: ((direction: SwipeDirection) => void) | undefined;
  /** Its picture moves: what comes next may be read. */
  onMoving: () => void;
};

/** So much of it was played when it is said to move. */
const movesAfterSeconds = 0.2;

/** The highlight as it plays, alone and over and over; a finger takes it away to the right, to the left, or up. */
export function ReviewStage({ page, reads, control, highlight, isTrimmed, onSwipe, onMoving }: Props) {
  const stage = useRef<HTMLDivElement>(null);
  const [shownId, setShownId] = useState<string | null>(null);
  const isPlaying = useSyncExternalStore(control.subscribe, control.isPlaying, () => false);
  const swipe = useSwipe(onSwipe ?? (() => {}));
  const { id, startSeconds, endSeconds } = highlight;
  const latest = useRef({ onMoving, isTrimmed });
  latest.current = { onMoving, isTrimmed };

  useEffect(() => {
    if (latest.current.isTrimmed) return;
    control.playRange({ id, startSeconds, endSeconds, isLooped: true });
    let isShown = false;
    let isOver = false;
    const unsubscribe = control.subscribe(() => {
      const video = stage.current?.querySelector("video");
      const isThere =
        video && !video.seeking && video.playbackRate > 0 && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
      if (isOver || !isThere || control.getRange()?.id !== id) return;
      if (!isShown) setShownId(id);
      isShown = true;
      // A little later: with its very first picture the player throws away what was read early.
      if (control.getTime() < startSeconds + movesAfterSeconds) return;
      isOver = true;
      latest.current.onMoving();
    });
    return unsubscribe;
  }, [control, id, startSeconds, endSeconds]);

  return (
    <div
      ref={stage}
      {...(onSwipe ? swipe : {})}
      className={`group/stage relative flex min-h-0 flex-1 flex-col overflow-clip rounded-2xl bg-black select-none max-lg:aspect-video max-lg:flex-none ${onSwipe ? "touch-none" : ""}`}
    >
      <VodPlayer
        control={control}
        vod={page.vod}
        media={page.media}
        reads={reads}
        hasControls={false}
        className="absolute inset-0"
        videoClassName="size-full bg-black object-contain"
      />
      {shownId === id ? null : (
        // biome-ignore lint/performance/noImgElement: a frame from our own API, which is the very first one to be shown
        <img
          src={vodUrls.frame(highlight.vodId, highlight.startTicks, 960)}
          alt=""
          draggable={false}
          className="absolute inset-0 size-full object-contain"
        />
      )}
      <button
        type="button"
        onClick={() => (control.isPlaying() ? control.pause() : control.play())}
        aria-label={isPlaying ? "Pause" : "Play"}
        className="absolute inset-0 grid place-items-center rounded-2xl -outline-offset-4"
      >
        {isPlaying || shownId !== id ? null : (
          <span className="grid size-18 place-items-center rounded-full bg-black/65 text-white">
            <Play aria-hidden className="size-8 translate-x-0.5 fill-current" />
          </span>
        )}
      </button>
      <Stamp direction="right" className="left-5 -rotate-12 border-good text-good">
        <Check aria-hidden className="size-6" /> Keep
      </Stamp>
      <Stamp direction="left" className="right-5 rotate-12 border-bad text-bad">
        <X aria-hidden className="size-6" /> Reject
      </Stamp>
      <Stamp direction="up" className="inset-x-0 mx-auto w-fit border-white text-white">
        <ChevronsUp aria-hidden className="size-6" /> Later
      </Stamp>
      <StageClock control={control} highlight={highlight} />
    </div>
  );
}

const shownFor: Record<SwipeDirection, string> = {
  right: "group-data-[swipe=right]/stage:opacity-(--swipe)",
  left: "group-data-[swipe=left]/stage:opacity-(--swipe)",
  up: "group-data-[swipe=up]/stage:opacity-(--swipe)",
};

/** What a swipe will do, the clearer the nearer it is to counting. */
function Stamp(props: { direction: SwipeDirection; className: string; children: ReactNode }) {
  return (
    <span
      aria-hidden
      className={`pointer-events-none absolute top-5 flex items-center gap-1.5 rounded-xl border-3 bg-black/70 px-3 py-1 text-xl font-bold uppercase opacity-0 ${shownFor[props.direction]} ${props.className}`}
    >
      {props.children}
    </span>
  );
}
