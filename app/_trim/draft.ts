import type { Range, Side, SnapPoint } from "./bounds.ts";

/** What is being dragged: which side, and what it snapped to. */
export type Drag = { side: Side; snap: SnapPoint | null };

/**
 * The bounds as the editor shows them, outside of React: a drag moves them a hundred times a second, and only what draws
 * follows every move. `useSyncExternalStore` reads `getSettled`, which changes when a drag or a key is through.
 */
export function createDraft(initial: Range) {
  let range = initial;
  let settled = initial;
  let drag: Drag | null = null;
  /** Moved by a person and not saved yet. */
  let isDirty = false;
  const moved = new Set<() => void>();
  const changed = new Set<() => void>();
  const tell = (listeners: Set<() => void>) => {
    for (const listener of listeners) listener();
  };
  const listen = (listeners: Set<() => void>) => (listener: () => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  const settle = () => {
    if (settled.startSeconds === range.startSeconds && settled.endSeconds === range.endSeconds) return;
    settled = range;
    tell(changed);
  };
  return {
    get: () => range,
    getSettled: () => settled,
    getDrag: () => drag,
    isDirty: () => isDirty,
    /** A step of a drag. */
    drag: (side: Side, next: Range, snap: SnapPoint | null) => {
      drag = { side, snap };
      range = next;
      isDirty = true;
      tell(moved);
    },
    /** The drag is over. */
    drop: () => {
      drag = null;
      settle();
      tell(moved);
    },
    /** A single move: a key, a typed time. */
    put: (next: Range) => {
      range = next;
      isDirty = true;
      settle();
      tell(moved);
    },
    /** It was sent; or what is shown elsewhere has changed and nobody is at work here. */
    take: (next: Range) => {
      isDirty = false;
      range = next;
      settle();
      tell(moved);
    },
    onMove: listen(moved),
    subscribe: listen(changed),
  };
}

export type Draft = ReturnType<typeof createDraft>;
