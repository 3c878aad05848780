"use client";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from "react";
import { createPainter } from "#app/_timeline/painter.ts";
import { readColumns, topAt } from "#app/_timeline/pyramid.ts";
import { panView, toPx, toSeconds, viewLength, wholeView } from "#app/_timeline/view.ts";
import type { ViewStore } from "#app/_timeline/view-store.ts";
import { formatTimestamp } from "#lib/time.ts";
import { readColors, watchLooks } from "./colors.ts";
import type { MapData } from "./map-data.ts";

const heightPx = 22;
const leastThumbPx = 24;

/** The whole video, small, with a window on what the overview shows: drag it to move through. */
export function MapStrip({ data, mapId, view }: { data: MapData | null; mapId: string; view: ViewStore }) {
  const strip = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const thumb = useRef<HTMLDivElement>(null);
  const grabbedAt = useRef<number | null>(null);
  const whole = wholeView(view.limits);

  useEffect(() => {
    if (!data) return;
    const painter = createPainter(() => drawStrip(canvas.current!, data, strip.current!.clientWidth));
    painter.request();
    const end = watchLooks(strip.current!, painter.request);
    return () => {
      painter.stop();
      end();
    };
  }, [data]);

  useEffect(() => {
    const painter = createPainter(() => {
      const widthPx = strip.current!.clientWidth;
      const { startSeconds, endSeconds } = view.get();
      const all = wholeView(view.limits);
      const middle = (toPx(all, startSeconds, widthPx) + toPx(all, endSeconds, widthPx)) / 2;
      const wide = Math.max(leastThumbPx, toPx(all, endSeconds - startSeconds, widthPx));
      const left = Math.min(widthPx - wide, Math.max(0, middle - wide / 2));
      const element = thumb.current!;
      element.style.width = `${wide}px`;
      element.style.transform = `translateX(${left}px)`;
      element.style.opacity = view.isWhole() ? "0.35" : "1";
      element.setAttribute("aria-valuenow", Math.round(startSeconds).toString());
      element.setAttribute(
        "aria-valuetext",
        `${formatTimestamp(startSeconds, 0)} to ${formatTimestamp(endSeconds, 0)}`,
      );
    });
    painter.request();
    const end = view.subscribe(painter.request);
    const resized = new ResizeObserver(painter.request);
    resized.observe(strip.current!);
    return () => {
      painter.stop();
      resized.disconnect();
      end();
    };
  }, [view]);

  const secondsAt = (event: PointerEvent) => {
    const box = strip.current!.getBoundingClientRect();
    return toSeconds(whole, event.clientX - box.left, box.width);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = secondsAt(event);
    const { startSeconds, endSeconds } = view.get();
    // Beside the window: it comes to the pointer.
    if (at < startSeconds || at > endSeconds) view.pan(at - (startSeconds + endSeconds) / 2);
    grabbedAt.current = at - view.get().startSeconds;
  };
  const onPointerMove = (event: PointerEvent) => {
    if (grabbedAt.current === null) return;
    view.set(panView(view.get(), secondsAt(event) - grabbedAt.current - view.get().startSeconds, view.limits));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = viewLength(view.get());
    const steps: Record<string, number> = {
      ArrowLeft: -page / 10,
      ArrowRight: page / 10,
      PageUp: page,
      PageDown: -page,
    };
    const targets: Record<string, number> = { Home: -view.limits.durationSeconds, End: view.limits.durationSeconds };
    const by = steps[event.key] ?? targets[event.key];
    if (by === undefined) return;
    event.preventDefault();
    view.pan(by);
  };
  return (
    <div
      ref={strip}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (grabbedAt.current = null)}
      onPointerCancel={() => (grabbedAt.current = null)}
      className="relative mt-1 cursor-grab touch-none overflow-hidden rounded-md border border-line bg-surface active:cursor-grabbing"
      style={{ height: heightPx + 2 }}
    >
      <canvas ref={canvas} aria-hidden className="absolute inset-0 size-full opacity-60" />
      <div
        ref={thumb}
        role="scrollbar"
        tabIndex={0}
        aria-label="What the overview shows"
        aria-controls={mapId}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={Math.round(view.limits.durationSeconds)}
        aria-valuenow={0}
        onKeyDown={onKeyDown}
        className="absolute inset-y-0 left-0 rounded-md border-x-4 border-accent bg-accent-soft -outline-offset-2"
      />
    </div>
  );
}

function drawStrip(canvas: HTMLCanvasElement, { chat }: MapData, widthPx: number): void {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(widthPx * ratio);
  canvas.height = Math.round(heightPx * ratio);
  const context = canvas.getContext("2d")!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const count = Math.max(1, Math.ceil(widthPx));
  const columns = { mean: new Float32Array(count), max: new Float32Array(count) };
  const view = { startSeconds: 0, endSeconds: chat.levels[0]!.mean.length };
  readColumns(chat, view, count, columns);
  const top = topAt(chat, view, count);
  context.fillStyle = readColors().chat;
  if (top <= 0) return;
  for (let x = 0; x < count; x += 1) {
    const high = (columns.mean[x]! / top) * heightPx;
    context.fillRect(x, heightPx - high, 1, high);
  }
}
