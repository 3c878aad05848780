"use client";
import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef, useSyncExternalStore } from "react";
import { createPainter } from "#app/_timeline/painter.ts";
import { toPx, toSeconds } from "#app/_timeline/view.ts";
import type { ViewStore } from "#app/_timeline/view-store.ts";
import { formatTimestamp } from "#lib/time.ts";
import { type RangeStore, wholeRange } from "./range-store.ts";

type Props = { view: ViewStore; range: RangeStore; area: RefObject<HTMLDivElement | null> };
type End = "startSeconds" | "endSeconds";

const ends: { end: End; label: string }[] = [
  { end: "startSeconds", label: "Beginning of the new highlight" },
  { end: "endSeconds", label: "End of the new highlight" },
];
const steps: Record<string, number> = {
  ArrowLeft: -0.1,
  ArrowDown: -0.1,
  ArrowRight: 0.1,
  ArrowUp: 0.1,
  PageDown: -5,
  PageUp: 5,
};

/** The stretch marked for a new highlight, with a handle at each end. */
export function RangeHandles({ view, range, area }: Props) {
  const isMarked = useSyncExternalStore(
    range.subscribe,
    () => wholeRange(range.get()) !== null,
    () => false,
  );
  return isMarked ? <Handles view={view} range={range} area={area} /> : null;
}

function Handles({ view, range, area }: Props) {
  const band = useRef<HTMLDivElement>(null);
  const handles = { startSeconds: useRef<HTMLDivElement>(null), endSeconds: useRef<HTMLDivElement>(null) };
  const { startSeconds: startRef, endSeconds: endRef } = handles;
  const { durationSeconds } = view.limits;

  useEffect(() => {
    const painter = createPainter(() => {
      const marked = wholeRange(range.get());
      const widthPx = area.current?.clientWidth ?? 0;
      if (!marked || !band.current) return;
      const [left, right] = [
        toPx(view.get(), marked.startSeconds, widthPx),
        toPx(view.get(), marked.endSeconds, widthPx),
      ];
      band.current.style.transform = `translateX(${left}px) scaleX(${Math.max(1, right - left)})`;
      for (const [ref, px, seconds] of [
        [startRef, left, marked.startSeconds],
        [endRef, right, marked.endSeconds],
      ] as const) {
        const handle = ref.current!;
        handle.style.transform = `translateX(${px}px)`;
        handle.setAttribute("aria-valuenow", seconds.toFixed(1));
        handle.setAttribute("aria-valuetext", formatTimestamp(seconds));
      }
    });
    painter.request();
    const over = [view.subscribe(painter.request), range.subscribe(painter.request)];
    const resized = new ResizeObserver(painter.request);
    resized.observe(area.current!);
    return () => {
      painter.stop();
      resized.disconnect();
      for (const end of over) end();
    };
  }, [view, range, area, startRef, endRef]);

  const move = (end: End, seconds: number) => {
    const marked = wholeRange(range.get());
    if (!marked) return;
    const next = { ...marked, [end]: Math.min(durationSeconds, Math.max(0, seconds)) };
    // An end stops at the other one.
    if (next.endSeconds - next.startSeconds < 0.1) return;
    range.set({ inSeconds: next.startSeconds, outSeconds: next.endSeconds });
  };
  const onPointerMove = (end: End) => (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = area.current!.getBoundingClientRect();
    move(end, toSeconds(view.get(), event.clientX - box.left, box.width));
  };
  const onKeyDown = (end: End) => (event: KeyboardEvent) => {
    const step = steps[event.key];
    const marked = wholeRange(range.get());
    if (step === undefined || !marked) return;
    event.preventDefault();
    move(end, marked[end] + step * (event.shiftKey ? 10 : 1));
  };
  return (
    <>
      <div ref={band} aria-hidden className="absolute inset-y-0 left-0 w-px origin-left bg-accent-soft" />
      {ends.map(({ end, label }) => (
        <div
          key={end}
          ref={handles[end]}
          role="slider"
          tabIndex={0}
          data-handle
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={Math.round(durationSeconds)}
          aria-valuenow={0}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={onPointerMove(end)}
          onKeyDown={onKeyDown(end)}
          className="pointer-events-auto absolute inset-y-0 left-0 -ml-3 w-6 cursor-ew-resize touch-none rounded"
        >
          <div aria-hidden className="absolute inset-y-0 left-1/2 w-0.5 -translate-x-1/2 bg-accent" />
          <div
            aria-hidden
            className="absolute top-1/2 left-1/2 h-9 w-2.5 -translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-surface bg-accent"
          />
        </div>
      ))}
    </>
  );
}
