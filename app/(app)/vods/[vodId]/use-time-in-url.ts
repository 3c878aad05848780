import { useEffect } from "react";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { setUrlParameters } from "#app/_ui/url-state.ts";

/** Keeps the playhead in the address (`?t=seconds`), so that a reload or a shared link comes back to it. */
export function useTimeInUrl(control: PlayerControl): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = control.subscribe(() => {
      // Browsers limit how often an address may change.
      timer ??= setTimeout(() => {
        timer = undefined;
        setUrlParameters({ t: control.getTime().toFixed(1) });
      }, 1_000);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [control]);
}
