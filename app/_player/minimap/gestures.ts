import { toSeconds, viewLength } from "#app/_timeline/view.ts";
import type { ViewStore } from "#app/_timeline/view-store.ts";
import { lanes } from "./lanes.ts";

/** What a pointer over the minimap means. Pixels are from its left and top edge. */
export type MapGestures = {
  hover: (at: { px: number; yPx: number } | null) => void;
  /** A press without a move. */
  press: (seconds: number, yPx: number) => void;
  /** The playhead is dragged along the ruler (or by a finger). */
  scrub: (seconds: number) => void;
  /** A stretch is dragged open; the first end is where the drag began. */
  brush: (fromSeconds: number, toSeconds: number) => void;
};

type Drag = { kind: "press" | "scrub" | "brush" | "pan"; id: number; startPx: number; lastPx: number; yPx: number };

const dragFromPx = 4;
const wheelStrength = 0.0018;
const pinchStrength = 0.01;

/** Turns pointer and wheel events of `element` into gestures; zooms and pans `view` itself. Returns the end of it. */
export function listenToGestures(element: HTMLElement, view: ViewStore, on: MapGestures): () => void {
  const over = new AbortController();
  const { signal } = over;
  const fingers = new Map<number, number>();
  let drag: Drag | null = null;
  const place = (event: MouseEvent) => {
    const box = element.getBoundingClientRect();
    return { px: Math.max(0, Math.min(box.width, event.clientX - box.left)), yPx: event.clientY - box.top };
  };
  const secondsAt = (px: number) => toSeconds(view.get(), px, element.clientWidth);
  const panBy = (px: number) => view.pan((-px / element.clientWidth) * viewLength(view.get()));

  const down = (event: PointerEvent) => {
    if (event.button === 2) return;
    on.hover(null);
    if ((event.target as Element).closest("[data-handle]")) return;
    const { px, yPx } = place(event);
    // Middle buttons would scroll by themselves.
    if (event.button === 1) event.preventDefault();
    element.setPointerCapture(event.pointerId);
    if (event.pointerType === "touch") fingers.set(event.pointerId, px);
    const isPan = event.button === 1 || event.shiftKey;
    const kind = isPan ? "pan" : yPx < lanes.ruler[1] ? "scrub" : "press";
    drag = { kind, id: event.pointerId, startPx: px, lastPx: px, yPx };
    if (kind === "scrub") on.scrub(secondsAt(px));
  };
  const move = (event: PointerEvent) => {
    const { px, yPx } = place(event);
    if (fingers.size === 2 && fingers.has(event.pointerId)) {
      pinch(event.pointerId, px);
      return;
    }
    if (!drag || drag.id !== event.pointerId) {
      // A handle that is dragged covers what a card would tell, and needs the frame's time itself.
      if (event.pointerType !== "touch" && event.buttons === 0) on.hover({ px, yPx });
      return;
    }
    const isMoved = Math.abs(px - drag.startPx) >= dragFromPx;
    if (drag.kind === "press" && isMoved) {
      if (event.pointerType !== "touch") drag.kind = "brush";
      else drag.kind = view.isWhole() ? "scrub" : "pan";
    }
    if (drag.kind === "pan") panBy(px - drag.lastPx);
    if (drag.kind === "scrub") on.scrub(secondsAt(px));
    if (drag.kind === "brush") on.brush(secondsAt(drag.startPx), secondsAt(px));
    drag.lastPx = px;
  };
  const up = (event: PointerEvent) => {
    fingers.delete(event.pointerId);
    if (drag?.id === event.pointerId && drag.kind === "press" && event.type === "pointerup") {
      on.press(secondsAt(drag.startPx), drag.yPx);
    }
    if (drag?.id === event.pointerId) drag = null;
  };
  /** Two fingers: what was between them stays between them. */
  const pinch = (id: number, px: number) => {
    drag = null;
    const other = [...fingers].find(([key]) => key !== id)![1];
    const before = fingers.get(id)!;
    const [wasApart, isApart] = [Math.abs(before - other), Math.abs(px - other)].map((apart) => Math.max(10, apart));
    view.zoom(wasApart! / isApart!, secondsAt((before + other) / 2));
    panBy((px - before) / 2);
    fingers.set(id, px);
  };
  const wheel = (event: WheelEvent) => {
    const { px } = place(event);
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      if (view.isWhole()) return;
      event.preventDefault();
      panBy(-event.deltaX);
      return;
    }
    // Zoomed out whole, a turn that would zoom out further scrolls the page.
    if (view.isWhole() && event.deltaY > 0 && !event.ctrlKey) return;
    event.preventDefault();
    const strength = event.ctrlKey ? pinchStrength : wheelStrength;
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
    view.zoom(Math.exp(pixels * strength), secondsAt(px));
  };

  element.addEventListener("pointerdown", down, { signal });
  element.addEventListener("pointermove", move, { signal });
  element.addEventListener("pointerup", up, { signal });
  element.addEventListener("pointercancel", up, { signal });
  element.addEventListener("pointerleave", () => on.hover(null), { signal });
  element.addEventListener("wheel", wheel, { signal, passive: false });
  return () => over.abort();
}
