import type { FrameTimes } from "#app/_player/frame-times.ts";

const bigStepSeconds = 5;

type Bound = {
  /** Where the bound is, and how far it can go. */
  at: number;
  least: number;
  most: number;
  durationSeconds: number;
  frames: Pick<FrameTimes, "nearest" | "stepFrom">;
};

/** Where a key takes a bound, always a frame's beginning or the video's end; null for keys that mean nothing here. */
export function keyTarget({ key, shiftKey }: { key: string; shiftKey: boolean }, bound: Bound): number | null {
  const { at, frames } = bound;
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return shiftKey ? frames.nearest(at - 1) : stepBy(-1, bound);
    case "ArrowRight":
    case "ArrowUp":
      return shiftKey ? frames.nearest(at + 1) : stepBy(1, bound);
    case "PageDown":
      return frames.nearest(at - bigStepSeconds);
    case "PageUp":
      return frames.nearest(at + bigStepSeconds);
    case "Home":
      return frames.nearest(bound.least);
    case "End":
      return frames.nearest(bound.most);
    default:
      return null;
  }
}

/** A frame on or back. The video's end is the boundary after its last frame. */
export function stepBy(by: 1 | -1, { at, frames, durationSeconds }: Omit<Bound, "least" | "most">): number {
  if (at >= durationSeconds) return by > 0 ? durationSeconds : (frames.stepFrom(durationSeconds, 0) ?? at);
  const to = frames.stepFrom(at, by) ?? at;
  return by > 0 && to <= at ? durationSeconds : to;
}
