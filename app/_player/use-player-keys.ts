import { useEffect, useMemo } from "react";
import { useCommand } from "#app/_keys/keymap.ts";
import type { PlayerControl } from "./player-control.ts";
import { createShuttle } from "./shuttle.ts";

/** Offers the keys of playback for a page's player: Space, J K L, frames and seconds. */
export function usePlayerKeys(
  control: PlayerControl,
  options: { isEnabled?: boolean; isInDialog?: boolean } = {},
): void {
  const shuttle = useMemo(() => createShuttle(control), [control]);
  useEffect(() => shuttle.end, [shuttle]);
  const jump = (seconds: number) => {
    const to = Math.max(0, control.getTime() + seconds);
    control.seek(control.getFrames()?.nearest(to) ?? to);
  };
  useCommand("play.toggle", shuttle.toggle, options);
  useCommand("play.back", shuttle.back, options);
  useCommand("play.forward", shuttle.forward, options);
  useCommand("frame.back", () => control.step(-1), options);
  useCommand("frame.forward", () => control.step(1), options);
  useCommand("second.back", () => jump(-1), options);
  useCommand("second.forward", () => jump(1), options);
}
