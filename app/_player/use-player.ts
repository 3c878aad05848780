import { useEffect, useState, useSyncExternalStore } from "react";
import { createPlayerControl, type PlayerControl } from "./player-control.ts";

/** A player control that lives as long as the component. */
export function usePlayerControl(initialSeconds = 0): PlayerControl {
  const [control] = useState(() => createPlayerControl(initialSeconds));
  return control;
}

/** The playhead in steps of `stepSeconds`, so that a component renders only that often. */
export function usePlayhead(control: PlayerControl, stepSeconds = 0.25): number {
  const read = () => Math.floor(control.getTime() / stepSeconds) * stepSeconds;
  return useSyncExternalStore(control.subscribe, read, () => 0);
}

/** The id of the range that plays alone now, or null. */
export function usePlayingRangeId(control: PlayerControl): string | null {
  const read = () => (control.isPlaying() ? (control.getRange()?.id ?? null) : null);
  return useSyncExternalStore(control.subscribe, read, () => null);
}

/** What else is on a page waits this long for its player at most. */
const patienceMs = 1_000;

/**
 * Whether the player has its first bytes, once true for good: until then, what else the page asks for and draws would
 * make the picture late. True after a second in any case.
 */
export function useIsOpened(control: PlayerControl): boolean {
  const [isOver, setOver] = useState(false);
  const isOpened = useSyncExternalStore(control.subscribe, control.isOpened, () => false);
  useEffect(() => {
    if (isOpened) setOver(true);
    const timer = setTimeout(() => setOver(true), patienceMs);
    return () => clearTimeout(timer);
  }, [isOpened]);
  return isOpened || isOver;
}
