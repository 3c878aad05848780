"use client";
import Hls from "hls.js";
import { useEffect, useRef, useState } from "react";
import { ErrorState } from "#app/_ui/states.tsx";
import type { PlayerControl } from "./player-control.ts";

type Props = {
  control: PlayerControl;
  /** The HLS playlist. */
  src: string;
  poster?: string;
  title: string;
  frameRate: number;
  className?: string;
};

/** Plays a VOD's playlist: through hls.js where the browser can take it, else by the browser itself. */
export function VodPlayer({ control, src, poster, title, frameRate, className = "" }: Props) {
  const element = useRef<HTMLVideoElement>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const video = element.current;
    if (!video) return;
    // A changed attempt connects anew after a failure.
    void attempt;
    const detach = control.attach(video, { frameRate });
    const disconnect = connect(video, src, control.getTime(), setFailure);
    return () => {
      disconnect();
      detach();
    };
  }, [control, src, frameRate, attempt]);

  const again = () => {
    setFailure(null);
    setAttempt((count) => count + 1);
  };
  return (
    <div className={className}>
      {/* biome-ignore lint/a11y/useMediaCaption: the transcript is a tab beside the player */}
      <video
        ref={element}
        controls
        playsInline
        preload="auto"
        poster={poster}
        aria-label={`Player: ${title}`}
        className="aspect-video w-full rounded-xl bg-black"
      />
      {failure ? (
        <div className="mt-3">
          <ErrorState title="The video doesn't play" text={failure} onRetry={again} />
        </div>
      ) : null}
    </div>
  );
}

function connect(
  video: HTMLVideoElement,
  src: string,
  startSeconds: number,
  onFailure: (text: string) => void,
): () => void {
  if (!Hls.isSupported()) {
    const fail = () => onFailure("This browser couldn't load or decode it. Try again, or use a current browser.");
    video.addEventListener("error", fail);
    video.src = src;
    return () => {
      video.removeEventListener("error", fail);
      video.removeAttribute("src");
      video.load();
    };
  }
  // From where it will play, or the beginning would be loaded first; without an end it would be taken for a broadcast.
  const hls = new Hls({ maxBufferLength: 30, backBufferLength: 60, startPosition: startSeconds });
  let recoveries = 0;
  hls.on(Hls.Events.ERROR, (_event, data) => {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && recoveries < 2) {
      recoveries += 1;
      hls.recoverMediaError();
      return;
    }
    onFailure(
      data.type === Hls.ErrorTypes.NETWORK_ERROR
        ? "It couldn't be loaded. Check that VOD Manager is running and your connection, then try again."
        : "This browser couldn't decode it. Try again, or use a current browser.",
    );
  });
  hls.loadSource(src);
  hls.attachMedia(video);
  return () => hls.destroy();
}
