import { useEffect } from "react";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { setUrlParameters } from "#app/_ui/url-state.ts";

/** While it plays the address lags this far behind: each change of it is work for the whole page. */
const everyMs = 5_000;
const settledMs = 400;

/** Keeps the playhead in the address (`?t=seconds`), so that a reload or a shared link comes back to it. */
export function useTimeInUrl(control: PlayerControl): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isSettling = false;
    const write = () => {
      clearTimeout(timer);
      timer = undefined;
      setUrlParameters({ t: control.getTime().toFixed(1) });
    };
    const unsubscribe = control.subscribe(() => {
      const isStill = !control.isPlaying();
      // A pause or a seek is written soon, and after the last of several.
      if (isStill || isSettling !== isStill) clearTimeout(timer);
      else if (timer) return;
      isSettling = isStill;
      timer = setTimeout(write, isStill ? settledMs : everyMs);
    });
    const leave = () => timer && write();
    window.addEventListener("pagehide", leave);
    return () => {
      unsubscribe();
      clearTimeout(timer);
      window.removeEventListener("pagehide", leave);
    };
  }, [control]);
}
