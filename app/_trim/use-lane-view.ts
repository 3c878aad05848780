import { type RefObject, useEffect, useRef, useState } from "react";
import { panView, type TimeView, toSeconds, type ViewLimits, viewLength, zoomView } from "#app/_timeline/view.ts";

/** Which part of the video the lane shows, changed by wheel, pinch and drag; drawn by `onChange`, rendered when at rest. */
export function useLaneView(options: {
  box: RefObject<HTMLElement | null>;
  initial: TimeView;
  limits: ViewLimits;
  onChange: (view: TimeView) => void;
  /** A press that wasn't a drag. */
  onPress: (seconds: number) => void;
}) {
  const view = useRef(options.initial);
  const [atRest, setAtRest] = useState(options.initial);
  const latest = useRef(options);
  latest.current = options;
  const restTimer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const set = (next: TimeView) => {
    view.current = next;
    latest.current.onChange(next);
    clearTimeout(restTimer.current);
    restTimer.current = setTimeout(() => setAtRest(view.current), 120);
  };
  const zoom = (factor: number, aroundSeconds?: number) => {
    const around = aroundSeconds ?? (view.current.startSeconds + view.current.endSeconds) / 2;
    set(zoomView(view.current, factor, around, latest.current.limits));
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: it reads the newest options through the ref
  useEffect(() => {
    const box = options.box.current;
    if (!box) return;
    const events = new AbortController();
    const place = (clientX: number) => {
      const { left, width } = box.getBoundingClientRect();
      return { seconds: toSeconds(view.current, clientX - left, width), width };
    };
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { seconds, width } = place(event.clientX);
      const isPan = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
      const moved = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
      if (isPan) set(panView(view.current, (moved / width) * viewLength(view.current), latest.current.limits));
      else zoom(Math.exp(Math.max(-0.5, Math.min(0.5, event.deltaY * 0.002))), seconds);
    };
    const held = new Map<number, number>();
    let travelled = 0;
    const onDown = (event: PointerEvent) => {
      if (event.button !== 0 || (event.target as Element).closest("[role=slider], button")) return;
      box.setPointerCapture(event.pointerId);
      if (held.size === 0) travelled = 0;
      held.set(event.pointerId, event.clientX);
    };
    const onMove = (event: PointerEvent) => {
      const before = held.get(event.pointerId);
      if (before === undefined) return;
      const { width, left } = box.getBoundingClientRect();
      const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
      held.set(event.pointerId, event.clientX);
      travelled += Math.abs(event.clientX - before);
      if (other !== undefined) {
        const middle = (event.clientX + other) / 2;
        const factor = Math.abs(before - other) / Math.max(1, Math.abs(event.clientX - other));
        zoom(factor, toSeconds(view.current, middle - left, width));
      } else if (travelled > 4) {
        set(
          panView(view.current, ((before - event.clientX) / width) * viewLength(view.current), latest.current.limits),
        );
      }
    };
    const onUp = (event: PointerEvent) => {
      if (!held.delete(event.pointerId)) return;
      if (travelled <= 4 && held.size === 0) latest.current.onPress(place(event.clientX).seconds);
    };
    box.addEventListener("wheel", onWheel, { passive: false, signal: events.signal });
    for (const [name, run] of [
      ["pointerdown", onDown],
      ["pointermove", onMove],
      ["pointerup", onUp],
    ] as const) {
      box.addEventListener(name, run, { signal: events.signal });
    }
    box.addEventListener("pointercancel", (event) => held.delete(event.pointerId), { signal: events.signal });
    return () => {
      events.abort();
      clearTimeout(restTimer.current);
    };
  }, []);

  return { get: () => view.current, atRest, set, zoom };
}
