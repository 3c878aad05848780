"use client";
import { Maximize2, ZoomIn, ZoomOut } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { useLane } from "#app/_queries/highlight-edits.ts";
import { clampView, type TimeView, toPx, toSeconds, viewLength } from "#app/_timeline/view.ts";
import { Button } from "#app/_ui/button.tsx";
import type { Lane } from "#lib/highlights/model.ts";
import { findSnap, moveSide, type SnapPoint, stretchOf, viewAround } from "./bounds.ts";
import type { Draft } from "./draft.ts";
import { formatLane, laneParameter, parseLane } from "./lane-address.ts";
import { drawLane, drawOverlay, type LaneColors, type LaneSize, readColors } from "./lane-drawing.ts";
import { LaneLegend } from "./lane-legend.tsx";
import { TrimHandle } from "./trim-handle.client.tsx";
import { useLaneInUrl } from "./use-lane-in-url.ts";
import { useLaneView } from "./use-lane-view.ts";

type Props = {
  vodId: string;
  highlightId: string;
  name: string;
  draft: Draft;
  control: PlayerControl;
  durationSeconds: number;
  frameRate: number;
  /** It is only looked at. */
  isFixed?: boolean;
  /** A drag or a key is through. */
  onSettled: (how: "drag" | "key") => void;
};

/** Places of a stretch, in the order they win when two are as near. */
const pointsOf = (lane: Lane): SnapPoint[] => [
  ...lane.pauses.map((seconds) => ({ seconds, label: "Speech pause" })),
  ...lane.sceneChanges.map((seconds) => ({ seconds, label: "Scene change" })),
  ...lane.keyframes.map((seconds) => ({ seconds, label: "Keyframe" })),
];

const isSame = (a: TimeView, b: TimeView) => a.startSeconds === b.startSeconds && a.endSeconds === b.endSeconds;

/** The stretch around a highlight, with its bounds as handles. Drawn on canvas: a drag renders nothing. */
export function TrimLane(props: Props) {
  const { vodId, highlightId, draft, control, durationSeconds, frameRate } = props;
  const box = useRef<HTMLDivElement>(null);
  const base = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const label = useRef<HTMLDivElement>(null);
  const limits = { durationSeconds, shortestSeconds: Math.min(durationSeconds, 20 / frameRate) };
  const painter = useRef({ base: true, overlay: true, frame: 0 });
  const size = useRef<LaneSize>({ width: 1, height: 1, ratio: 1 });
  const colors = useRef<LaneColors | null>(null);
  const laneNow = useRef<Lane | null>(null);
  const handles = useRef(new Set<() => void>());

  const paint = () => {
    const what = painter.current;
    what.frame = 0;
    const [back, front] = [base.current?.getContext("2d"), overlay.current?.getContext("2d")];
    if (!back || !front) return;
    colors.current ??= readColors();
    if (what.base) drawLane(back, laneNow.current, view.get(), size.current, colors.current);
    drawOverlay(front, draft.get(), nowOf(), view.get(), size.current, colors.current);
    for (const place of handles.current) place();
    placeLabel();
    what.base = false;
  };
  const nowOf = () => {
    const drag = draft.getDrag();
    if (!drag) return control.getTime();
    return drag.side === "start" ? draft.get().startSeconds : draft.get().endSeconds;
  };
  const ask = (isBase = false) => {
    painter.current.base ||= isBase;
    painter.current.frame ||= requestAnimationFrame(paint);
  };
  const [initial] = useState(() => {
    const named = parseLane(new URLSearchParams(location.search).get(laneParameter), highlightId);
    return named ? clampView(named, limits) : viewAround(draft.get(), limits);
  });
  const keepInUrl = useLaneInUrl();
  const view = useLaneView({
    box,
    initial,
    limits,
    onChange: (next) => {
      ask(true);
      keepInUrl(isSame(next, viewAround(draft.get(), limits)) ? null : formatLane(highlightId, next));
    },
    onPress: (seconds) => control.seek(control.getFrames()?.nearest(seconds) ?? seconds),
  });
  const { data, isError } = useLane(vodId, stretchOf(view.atRest, durationSeconds));
  const points = useMemo(() => (data ? pointsOf(data as Lane) : []), [data]);

  const placeLabel = () => {
    const drag = draft.getDrag();
    const element = label.current;
    if (!element) return;
    element.hidden = !drag?.snap;
    if (!drag?.snap) return;
    element.textContent = drag.snap.label;
    const x = toPx(view.get(), drag.snap.seconds, size.current.width);
    element.style.transform = `translateX(min(max(${x}px - 50%, 4px), ${size.current.width - 4}px - 100%))`;
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: drawing reads everything through refs
  useEffect(() => {
    laneNow.current = (data as Lane | undefined) ?? null;
    ask(true);
  }, [data]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: drawing reads everything through refs
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => {
      size.current = { width: element.clientWidth, height: element.clientHeight, ratio: window.devicePixelRatio || 1 };
      for (const canvas of [base.current, overlay.current]) {
        if (!canvas) continue;
        canvas.width = Math.round(size.current.width * size.current.ratio);
        canvas.height = Math.round(size.current.height * size.current.ratio);
      }
      ask(true);
    };
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    const themed = new MutationObserver(() => {
      colors.current = null;
      ask(true);
    });
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    const ends = [draft.onMove(() => ask()), control.subscribe(() => ask())];
    return () => {
      resized.disconnect();
      themed.disconnect();
      for (const end of ends) end();
      cancelAnimationFrame(painter.current.frame);
      painter.current.frame = 0;
    };
  }, [draft, control]);

  /** A side at a place on screen: on what it snaps to, always on a frame. */
  const dragTo = (side: "start" | "end", clientX: number, isFree: boolean) => {
    const { left, width } = box.current!.getBoundingClientRect();
    const frames = control.getFrames();
    const wanted = toSeconds(view.get(), clientX - left, width);
    const snap = isFree ? null : findSnap(wanted, points, viewLength(view.get()) / width);
    const at = snap?.seconds ?? wanted;
    const range = moveSide(draft.get(), side, frames?.nearest(at) ?? at, durationSeconds);
    draft.drag(side, range, snap);
    control.scrub(shownAt(side, side === "start" ? range.startSeconds : range.endSeconds));
  };
  /** The frame to look at for a bound: the first one kept, or the last one. */
  const shownAt = (side: "start" | "end", seconds: number) => {
    if (side === "start") return seconds;
    return control.getFrames()?.stepFrom(seconds, -1) ?? Math.max(0, seconds - 1 / frameRate);
  };
  const handle = {
    draft,
    control,
    durationSeconds,
    frameRate,
    name: props.name,
    register: (place: () => void) => {
      handles.current.add(place);
      ask();
      return () => {
        handles.current.delete(place);
      };
    },
    toX: (seconds: number) => toPx(view.get(), seconds, size.current.width),
    widthPx: () => size.current.width,
    dragTo,
    shownAt,
    onSettled: props.onSettled,
    reveal: (seconds: number) => {
      const { startSeconds, endSeconds } = view.get();
      if (seconds >= startSeconds && seconds <= endSeconds) return;
      const half = viewLength(view.get()) / 2;
      view.set({ startSeconds: Math.max(0, seconds - half), endSeconds: Math.min(durationSeconds, seconds + half) });
    },
  };

  return (
    <div className="relative">
      <div
        ref={box}
        data-testid="trim-lane"
        className="relative h-44 touch-none overflow-hidden rounded-lg border border-line bg-canvas select-none max-sm:h-36"
      >
        <canvas ref={base} aria-hidden className="absolute inset-0 size-full" />
        <canvas ref={overlay} aria-hidden className="absolute inset-0 size-full" />
        {props.isFixed ? null : (
          <>
            <TrimHandle side="start" {...handle} />
            <TrimHandle side="end" {...handle} />
          </>
        )}
        <div
          ref={label}
          hidden
          aria-hidden
          className="pointer-events-none absolute top-6 left-0 z-20 rounded-md bg-accent px-2 py-0.5 text-xs font-semibold text-on-accent"
        />
        {isError && !data ? (
          <p role="status" className="absolute inset-x-0 bottom-6 text-center text-xs text-warn">
            Sound and chat couldn't be loaded. Trimming works all the same.
          </p>
        ) : null}
      </div>
      <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
        <LaneLegend hasSound={data?.peaks !== null} />
        <span className="ml-auto flex gap-1">
          <Button look="quiet" size="tiny" aria-label="Zoom out" title="Zoom out" onClick={() => view.zoom(1.6)}>
            <ZoomOut aria-hidden className="size-4" />
          </Button>
          <Button look="quiet" size="tiny" aria-label="Zoom in" title="Zoom in" onClick={() => view.zoom(1 / 1.6)}>
            <ZoomIn aria-hidden className="size-4" />
          </Button>
          <Button
            look="quiet"
            size="tiny"
            aria-label="Show the whole highlight"
            title="Show the whole highlight"
            onClick={() => view.set(viewAround(draft.get(), limits))}
          >
            <Maximize2 aria-hidden className="size-4" />
          </Button>
        </span>
      </div>
    </div>
  );
}
