"use client";
import { useEffect, useRef, useState } from "react";
import { vodUrls } from "#app/_queries/vods.ts";
import { createPlayerControl, type PlayRange } from "./player-control.ts";

/** Seconds read after what is shown: a look of two seconds costs about as many seconds of video. */
const aheadSeconds = 2;

type Props = {
  vodId: string;
  range: PlayRange;
  media: { frameRate: number; zeroSeconds: number };
  className?: string;
};

/**
 * A stretch of a video, small, silent and looped, for as long as it is there. It is given the segments of the stretch
 * alone, reads a little ahead of what it shows, and what it still waits for is cancelled when it goes.
 */
export function RangePreview({ vodId, range, media, className = "" }: Props) {
  const element = useRef<HTMLVideoElement>(null);
  const [isShown, setShown] = useState(false);
  const { id, startSeconds, endSeconds } = range;
  const { frameRate, zeroSeconds } = media;
  useEffect(() => {
    const video = element.current;
    if (!video || typeof MediaSource === "undefined") return;
    const control = createPlayerControl();
    const detach = control.attach(video, { frameRate });
    let isOver = false;
    let hls: { destroy: () => void } | null = null;
    const play = async () => {
      const { default: Hls } = await import("hls.js");
      if (isOver) return;
      const made = new Hls({
        maxBufferLength: aheadSeconds,
        maxBufferSize: 0,
        backBufferLength: Number.POSITIVE_INFINITY,
        startFragPrefetch: true,
        startPosition: 0,
      });
      hls = made;
      made.on(Hls.Events.INIT_PTS_FOUND, (_event, { initPTS, timescale }) =>
        control.setZero(zeroSeconds - initPTS / timescale),
      );
      made.on(Hls.Events.ERROR, (_event, { fatal }) => {
        // The still picture stays; the player says why a video doesn't play.
        if (fatal) made.destroy();
      });
      made.loadSource(vodUrls.pictureOf(vodId, startSeconds, endSeconds));
      made.attachMedia(video);
      control.playRange({ id, startSeconds, endSeconds, isLooped: true });
    };
    // Without the code of it, the still picture stays.
    play().catch(() => {});
    return () => {
      isOver = true;
      hls?.destroy();
      detach();
    };
  }, [vodId, id, startSeconds, endSeconds, frameRate, zeroSeconds]);
  return (
    <video
      ref={element}
      muted
      playsInline
      aria-hidden
      tabIndex={-1}
      onPlaying={() => setShown(true)}
      className={`pointer-events-none object-contain transition-opacity ${isShown ? "opacity-100" : "opacity-0"} ${className}`}
    />
  );
}
