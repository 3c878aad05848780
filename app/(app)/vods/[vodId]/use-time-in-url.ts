import { useEffect } from "react";
import type { PlayerControl } from "#app/_player/player-control.ts";

/** Puts one parameter into the address without a navigation. */
export function setUrlParameter(name: string, value: string): void {
  const url = new URL(location.href);
  if (url.searchParams.get(name) === value) return;
  url.searchParams.set(name, value);
  window.history.replaceState(null, "", url);
}

/** Keeps the playhead in the address (`?t=seconds`), so that a reload or a shared link comes back to it. */
export function useTimeInUrl(control: PlayerControl): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = control.subscribe(() => {
      // Browsers limit how often an address may change.
      timer ??= setTimeout(() => {
        timer = undefined;
        setUrlParameter("t", control.getTime().toFixed(1));
      }, 1_000);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [control]);
}
