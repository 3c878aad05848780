/** A finger's way since it came down (CSS pixels; right and down are positive), and for how long. */
export type Swipe = { dx: number; dy: number; ms: number };

export type SwipeDirection = "right" | "left" | "up";

/** So far, a swipe counts however slow it was. */
const farPx = { side: 110, up: 90 };
/** A quick flick counts from here on. */
const flickPx = 36;
const flickPxPerMs = 0.5;
/** Below this a finger only trembles. */
const stillPx = 10;

/** Which way a finger goes; null for a tap, downwards, and anything between two directions. */
export function directionOf({ dx, dy }: Pick<Swipe, "dx" | "dy">): SwipeDirection | null {
  if (Math.max(Math.abs(dx), Math.abs(dy)) < stillPx) return null;
  if (Math.abs(dx) > 1.2 * Math.abs(dy)) return dx > 0 ? "right" : "left";
  return dy < 0 && -dy > 1.2 * Math.abs(dx) ? "up" : null;
}

/** How near a swipe is to counting: 1 when it does. */
export function swipeFraction(swipe: Pick<Swipe, "dx" | "dy">): number {
  const direction = directionOf(swipe);
  if (direction === null) return 0;
  return direction === "up" ? Math.min(1, -swipe.dy / farPx.up) : Math.min(1, Math.abs(swipe.dx) / farPx.side);
}

/** What a finger that was lifted meant; null when it took it back. */
export function decideSwipe(swipe: Swipe): SwipeDirection | null {
  const direction = directionOf(swipe);
  if (direction === null || swipeFraction(swipe) >= 1) return direction;
  const px = direction === "up" ? -swipe.dy : Math.abs(swipe.dx);
  return px >= flickPx && px / Math.max(1, swipe.ms) >= flickPxPerMs ? direction : null;
}
