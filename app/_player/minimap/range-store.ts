/** A stretch being marked for a highlight of one's own; an end that isn't set yet is null. */
export type MarkedRange = { inSeconds: number | null; outSeconds: number | null };

export type RangeStore = {
  get: () => MarkedRange;
  set: (range: MarkedRange) => void;
  subscribe: (listener: () => void) => () => void;
};

export const noRange: MarkedRange = { inSeconds: null, outSeconds: null };

export function createRangeStore(initial: MarkedRange): RangeStore {
  const listeners = new Set<() => void>();
  let range = initial;
  return {
    get: () => range,
    set: (next) => {
      range = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Both ends in order, or null while one is missing or they are the same. */
export function wholeRange({
  inSeconds,
  outSeconds,
}: MarkedRange): { startSeconds: number; endSeconds: number } | null {
  if (inSeconds === null || outSeconds === null || inSeconds === outSeconds) return null;
  return { startSeconds: Math.min(inSeconds, outSeconds), endSeconds: Math.max(inSeconds, outSeconds) };
}
