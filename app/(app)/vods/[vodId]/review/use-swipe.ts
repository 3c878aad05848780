import { type PointerEvent, useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { decideSwipe, directionOf, type SwipeDirection, swipeFraction } from "./swipe.ts";

/** How long a card takes to leave, or to come back. */
const leaveMs = 160;

/**
 * Swipes of a finger over an element, which follows it. While it does, the element has `data-swipe` (where to) and
 * `--swipe` (how near to counting, 0 to 1); one that counts lets it leave, then calls `onSwipe`. Whatever is touched or
 * pressed before it has left is meant for what comes after it: the swipe counts at once then. A mouse doesn't swipe.
 */
export function useSwipe(onSwipe: (direction: SwipeDirection) => void) {
  const down = useRef<{ id: number; x: number; y: number; at: number; hasCounted: boolean } | null>(null);
  const latest = useRef(onSwipe);
  latest.current = onSwipe;
  const finish = useRef<(() => void) | null>(null);
  useEffect(() => {
    const end = () => finish.current?.();
    const options = { capture: true };
    window.addEventListener("pointerdown", end, options);
    window.addEventListener("keydown", end, options);
    return () => {
      window.removeEventListener("pointerdown", end, options);
      window.removeEventListener("keydown", end, options);
    };
  }, []);
  const show = (card: HTMLElement, dx: number, dy: number) => {
    const direction = directionOf({ dx, dy });
    const fraction = swipeFraction({ dx, dy });
    card.dataset.swipe = direction ?? "";
    card.style.setProperty("--swipe", String(fraction));
    card.style.transition = "none";
    card.style.transform =
      direction === "up" ? `translateY(${dy}px)` : direction ? `translateX(${dx}px) rotate(${dx / 40}deg)` : "";
    if (fraction >= 1 && down.current && !down.current.hasCounted) {
      down.current.hasCounted = true;
      navigator.vibrate?.(12);
    }
  };
  const putBack = (card: HTMLElement, isGradual: boolean) => {
    card.style.transition = isGradual ? `transform ${leaveMs}ms ease-out` : "none";
    card.style.transform = "";
    card.style.setProperty("--swipe", "0");
    card.dataset.swipe = "";
  };
  const leave = (card: HTMLElement, direction: SwipeDirection) => {
    const { clientWidth, clientHeight } = card;
    const away = {
      right: `translateX(${clientWidth * 1.2}px) rotate(12deg)`,
      left: `translateX(${-clientWidth * 1.2}px) rotate(-12deg)`,
      up: `translateY(${-clientHeight * 1.2}px)`,
    };
    card.style.transition = `transform ${leaveMs}ms ease-in`;
    card.style.transform = away[direction];
    finish.current = () => {
      clearTimeout(timer);
      finish.current = null;
      putBack(card, false);
      // Before the event goes on: what it reaches has to know of it.
      flushSync(() => latest.current(direction));
    };
    // By the clock: a transition may be left out, and then never ends.
    const timer = setTimeout(() => finish.current?.(), leaveMs);
  };
  const lift = (event: PointerEvent<HTMLElement>, isTakenBack: boolean) => {
    const from = down.current;
    if (!from || from.id !== event.pointerId) return;
    down.current = null;
    const swipe = { dx: event.clientX - from.x, dy: event.clientY - from.y, ms: event.timeStamp - from.at };
    const direction = isTakenBack ? null : decideSwipe(swipe);
    if (direction) leave(event.currentTarget, direction);
    else putBack(event.currentTarget, true);
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.pointerType === "mouse" || !event.isPrimary) return;
      down.current = {
        id: event.pointerId,
        x: event.clientX,
        y: event.clientY,
        at: event.timeStamp,
        hasCounted: false,
      };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const from = down.current;
      if (from?.id === event.pointerId) show(event.currentTarget, event.clientX - from.x, event.clientY - from.y);
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => lift(event, false),
    // The browser took the finger for scrolling.
    onPointerCancel: (event: PointerEvent<HTMLElement>) => lift(event, true),
  };
}
