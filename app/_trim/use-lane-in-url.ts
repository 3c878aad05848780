import { useEffect, useRef } from "react";
import { setUrlParameters } from "#app/_ui/url-state.ts";
import { laneParameter } from "./lane-address.ts";

/** An address is written when a gesture is through: each change of it is work for the whole page. */
const settledMs = 400;

/**
 * Keeps a lane's place in the address: the returned function takes what is to stand there (null: nothing), which is written
 * a little later, or when the page is left. A lane that goes takes its place along.
 */
export function useLaneInUrl(): (text: string | null) => void {
  const waiting = useRef<{ text: string | null; timer: ReturnType<typeof setTimeout> } | null>(null);
  const write = () => {
    if (!waiting.current) return;
    clearTimeout(waiting.current.timer);
    setUrlParameters({ [laneParameter]: waiting.current.text });
    waiting.current = null;
  };
  const latest = useRef(write);
  latest.current = write;
  useEffect(() => {
    const leave = () => latest.current();
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      clearTimeout(waiting.current?.timer);
      waiting.current = null;
      setUrlParameters({ [laneParameter]: null });
    };
  }, []);
  return (text) => {
    clearTimeout(waiting.current?.timer);
    waiting.current = { text, timer: setTimeout(() => latest.current(), settledMs) };
  };
}
