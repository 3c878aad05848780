"use client";
import { useEffect, useRef } from "react";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { type ClipProfile, type Size, type SplitBoxes, sizeOf } from "#lib/clips/render/model.ts";
import { picturePieces } from "./picture-pieces.ts";

type Props = { control: PlayerControl; profile: ClipProfile; source: Size; split: SplitBoxes };

/** A third of the clip's pixels is more than the page has room for. */
const scale = 1 / 3;

/** The player's picture in another shape, frame by frame. */
export function ShapeCanvas({ control, profile, source, split }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = sizeOf(profile, source);
  const { width: sourceWidth, height: sourceHeight } = source;
  useEffect(() => {
    const pieces = picturePieces(profile, { width: sourceWidth, height: sourceHeight }, split);
    let request = 0;
    const draw = () => {
      request = 0;
      const video = control.getVideo();
      const context = canvas.current?.getContext("2d");
      if (!video || !context || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
      const { videoWidth, videoHeight } = video;
      for (const { from, to, isBlurred } of pieces) {
        context.filter = isBlurred ? "blur(12px) brightness(0.85)" : "none";
        context.drawImage(
          video,
          ...[from.x * videoWidth, from.y * videoHeight, from.width * videoWidth, from.height * videoHeight],
          ...([to.x, to.y, to.width, to.height].map((one) => one * scale) as [number, number, number, number]),
        );
      }
    };
    const ask = () => {
      request ||= requestAnimationFrame(draw);
    };
    ask();
    const leave = control.subscribe(ask);
    const video = control.getVideo();
    video?.addEventListener("loadeddata", ask);
    return () => {
      leave();
      video?.removeEventListener("loadeddata", ask);
      cancelAnimationFrame(request);
    };
  }, [control, profile, sourceWidth, sourceHeight, split]);
  return (
    <canvas
      ref={canvas}
      width={Math.round(size.width * scale)}
      height={Math.round(size.height * scale)}
      aria-hidden
      className="size-full"
    />
  );
}
