"use client";
import { useEffect, useRef, useState } from "react";
import { findSprite } from "#app/_queries/sprite-cues.ts";
import { useSpriteCues } from "#app/_queries/vods.ts";
import { createPainter } from "#app/_timeline/painter.ts";
import { toSeconds, viewLength } from "#app/_timeline/view.ts";
import type { ViewStore } from "#app/_timeline/view-store.ts";
import { formatTimestamp } from "#lib/time.ts";
import type { PlayerControl } from "../player-control.ts";
import { type MapColors, readColors, watchLooks } from "./colors.ts";
import { describeMoment } from "./describe-moment.ts";
import { drawMap } from "./draw-map.ts";
import { listenToGestures } from "./gestures.ts";
import { createHoverCard } from "./hover-card.ts";
import { lanes, mapHeightPx } from "./lanes.ts";
import type { MapData } from "./map-data.ts";
import { Playhead } from "./playhead.client.tsx";
import { RangeHandles } from "./range-handles.client.tsx";
import type { RangeStore } from "./range-store.ts";

type Props = {
  id: string;
  vodId: string;
  control: PlayerControl;
  data: MapData;
  marks: readonly number[];
  selectedId: string | null;
  onSelect: (highlight: { id: string; startSeconds: number }) => void;
  view: ViewStore;
  range: RangeStore;
};

const nearPx = 4;

/** The drawing itself, with what lies on it: playhead, marked range, and the card at the pointer. */
export function MapArea(props: Props) {
  const { id, vodId, control, data, view, range, marks, selectedId } = props;
  const area = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const card = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const [isHovered, setHovered] = useState(false);
  const cues = useSpriteCues(vodId, { enabled: isHovered });
  const latest = useRef({ ...props, cues });
  latest.current = { ...props, cues };
  const redraw = useRef<() => void>(() => {});
  const rehover = useRef<() => void>(() => {});

  useEffect(() => {
    const box = area.current!;
    const target = canvas.current!;
    const context = target.getContext("2d")!;
    let colors: MapColors = readColors();
    let isMarked = false;
    const painter = createPainter(() => {
      const { data, marks, selectedId } = latest.current;
      const ratio = window.devicePixelRatio || 1;
      const [widthPx, heightPx] = [box.clientWidth, mapHeightPx];
      const [wide, high] = [Math.round(widthPx * ratio), Math.round(heightPx * ratio)];
      // Setting a canvas' size empties it and gives its memory back.
      if (target.width !== wide) target.width = wide;
      if (target.height !== high) target.height = high;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawMap(context, { data, view: view.get(), widthPx, heightPx, marks, selectedId, colors });
      if (!isMarked) performance.mark("minimap-drawn");
      isMarked = true;
    });
    redraw.current = painter.request;
    painter.request();
    const endLooks = watchLooks(box, (what) => {
      if (what === "theme") colors = readColors();
      painter.request();
    });
    const endView = view.subscribe(painter.request);
    return () => {
      painter.stop();
      endLooks();
      endView();
    };
  }, [view]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what is drawn
  useEffect(() => redraw.current(), [data, marks, selectedId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: pictures that came after the pointer did
  useEffect(() => rehover.current(), [cues]);

  useEffect(() => {
    const box = area.current!;
    const hover = createHoverCard(card.current!);
    let pointerPx: number | null = null;
    const painter = createPainter(() => {
      const isShown = pointerPx !== null;
      line.current!.style.visibility = isShown ? "visible" : "hidden";
      if (pointerPx === null) {
        hover.hide();
        return;
      }
      const { data, cues } = latest.current;
      const widthPx = box.clientWidth;
      const seconds = toSeconds(view.get(), pointerPx, widthPx);
      const nearSeconds = (nearPx / widthPx) * viewLength(view.get());
      line.current!.style.transform = `translateX(${pointerPx}px)`;
      const lines = describeMoment(data.map, seconds, nearSeconds);
      hover.show({ time: formatTimestamp(seconds), sprite: findSprite(cues, seconds), lines }, pointerPx, widthPx);
    });
    rehover.current = painter.request;
    let scrubTo: number | null = null;
    // A seek a frame at most: a drag tells of more places than a player can show.
    const seeking = createPainter(() => {
      if (scrubTo !== null) control.seek(scrubTo);
    });
    const endGestures = listenToGestures(box, view, {
      hover: (at) => {
        pointerPx = at?.px ?? null;
        painter.request();
      },
      scrub: (seconds) => {
        scrubTo = seconds;
        seeking.request();
      },
      press: (seconds, yPx) => {
        const { data, onSelect } = latest.current;
        const nearSeconds = (nearPx / box.clientWidth) * viewLength(view.get());
        const isOnHighlights = yPx >= lanes.highlights[0] && yPx <= lanes.clips[1];
        const pressed =
          isOnHighlights &&
          data.map.highlights.find(
            (one) => seconds >= one.startSeconds - nearSeconds && seconds <= one.endSeconds + nearSeconds,
          );
        if (pressed) onSelect(pressed);
        else control.seek(seconds);
      },
      brush: (inSeconds, outSeconds) => range.set({ inSeconds, outSeconds }),
    });
    const endView = view.subscribe(painter.request);
    return () => {
      endGestures();
      endView();
      painter.stop();
      seeking.stop();
    };
  }, [view, range, control]);

  return (
    <div
      ref={area}
      id={id}
      onPointerEnter={() => setHovered(true)}
      className="relative cursor-crosshair touch-pan-y rounded-lg border border-line bg-surface select-none"
      style={{ height: mapHeightPx + 2 }}
    >
      <canvas ref={canvas} aria-hidden className="absolute inset-0 size-full rounded-lg" />
      <div className="pointer-events-none absolute inset-0 overflow-hidden rounded-lg">
        <div ref={line} aria-hidden className="invisible absolute inset-y-0 w-px bg-muted" />
        <RangeHandles view={view} range={range} area={area} />
        <Playhead control={control} view={view} area={area} map={data.map} />
      </div>
      <div
        ref={card}
        aria-hidden
        className="pointer-events-none absolute bottom-full hidden left-0 z-20 mb-1.5 w-44 rounded-lg border border-line bg-raised shadow-xl"
      />
    </div>
  );
}
