"use client";
import { useRef } from "react";
import { useCommand } from "#app/_keys/keymap.ts";
import { type Clip, clipUrls } from "#app/_queries/clips.ts";

/** A frame's own time may be a little less in the player than it is: half a frame further is within it for sure. */
const withinFrame = 0.5;

/** A clip's file in a player of its own, with the keys of playback. `isInDialog`: it stands in a dialog. */
export function ClipVideo(props: { clip: Clip; isInDialog?: boolean; className?: string }) {
  const { clip, isInDialog = false, className = "" } = props;
  const element = useRef<HTMLVideoElement>(null);
  const frameRate = clip.frameRate ?? 30;
  const on = (run: (video: HTMLVideoElement) => void) => () => {
    if (element.current) run(element.current);
  };
  const options = { isInDialog, isEnabled: clip.playable };
  const step = (frames: number) =>
    on((video) => {
      video.pause();
      const frame = Math.floor(video.currentTime * frameRate + 0.001) + frames;
      video.currentTime = Math.max(0, (frame + withinFrame) / frameRate);
    });
  const move = (seconds: number) =>
    on((video) => {
      video.currentTime = Math.max(0, video.currentTime + seconds);
    });
  const toggle = on((video) => (video.paused ? void video.play().catch(() => {}) : video.pause()));
  useCommand("play.toggle", toggle, options);
  useCommand("frame.back", step(-1), options);
  useCommand("frame.forward", step(1), options);
  useCommand("second.back", move(-1), options);
  useCommand("second.forward", move(1), options);
  const frame = useRef<HTMLDivElement>(null);
  return (
    // Chromium's own controls take Space and arrows whatever the page says, so the focus stands around the video.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      ref={frame}
      role="group"
      aria-label={`Player of ${clip.title}`}
      tabIndex={-1}
      data-autofocus={isInDialog || undefined}
      onPointerUp={() => frame.current?.focus()}
      className={`rounded-lg bg-black outline-none ${className}`}
    >
      {/* biome-ignore lint/a11y/useMediaCaption: a clip's captions are drawn into its picture */}
      <video
        key={`${clip.clipVodId}:${clip.attempt}`}
        ref={element}
        src={clipUrls.file(clip.clipVodId, clip.attempt)}
        controls
        tabIndex={-1}
        autoPlay={isInDialog}
        playsInline
        aria-label={`Clip ${clip.title}`}
        className="size-full rounded-lg"
      />
    </div>
  );
}
