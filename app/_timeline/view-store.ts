import { clampView, panView, type TimeView, type ViewLimits, viewLength, wholeView, zoomView } from "./view.ts";

/** The view of a timeline, outside of React: it changes at every frame of a gesture. */
export type ViewStore = {
  limits: ViewLimits;
  get: () => TimeView;
  isWhole: () => boolean;
  set: (view: TimeView) => void;
  zoom: (factor: number, aroundSeconds: number) => void;
  pan: (bySeconds: number) => void;
  fit: () => void;
  /** Called at every change. */
  subscribe: (listener: () => void) => () => void;
};

export function createViewStore(limits: ViewLimits, initial: TimeView | null): ViewStore {
  const listeners = new Set<() => void>();
  let view = initial ? clampView(initial, limits) : wholeView(limits);
  const set = (next: TimeView) => {
    if (next.startSeconds === view.startSeconds && next.endSeconds === view.endSeconds) return;
    view = next;
    for (const listener of listeners) listener();
  };
  return {
    limits,
    get: () => view,
    isWhole: () => viewLength(view) >= limits.durationSeconds - 1e-6,
    set: (next) => set(clampView(next, limits)),
    zoom: (factor, aroundSeconds) => set(zoomView(view, factor, aroundSeconds, limits)),
    pan: (bySeconds) => set(panView(view, bySeconds, limits)),
    fit: () => set(wholeView(limits)),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
