"use client";
import { type KeyboardEvent, type RefObject, useEffect, useRef } from "react";
import { createPainter } from "#app/_timeline/painter.ts";
import { toPx } from "#app/_timeline/view.ts";
import type { ViewStore } from "#app/_timeline/view-store.ts";
import type { Minimap } from "#lib/highlights/model.ts";
import { formatTimestamp } from "#lib/time.ts";
import type { PlayerControl } from "../player-control.ts";
import { usePlayhead } from "../use-player.ts";
import { chatPerMinute } from "./describe-moment.ts";
import { lanes } from "./lanes.ts";

const steps: Record<string, number> = {
  ArrowLeft: -5,
  ArrowRight: 5,
  ArrowDown: -5,
  ArrowUp: 5,
  PageDown: -60,
  PageUp: 60,
};

/** Where playback is: a line that follows every frame, and a slider for keys and screen readers. */
export function Playhead(props: {
  control: PlayerControl;
  view: ViewStore;
  area: RefObject<HTMLDivElement | null>;
  map: Minimap;
}) {
  const { control, view, area, map } = props;
  const element = useRef<HTMLDivElement>(null);
  const now = usePlayhead(control, 1);
  const { durationSeconds } = map;

  useEffect(() => {
    const painter = createPainter(() => {
      const widthPx = area.current?.clientWidth ?? 0;
      const px = toPx(view.get(), control.getTime(), widthPx);
      const head = element.current!;
      head.style.transform = `translateX(${Math.round(px * 10) / 10}px)`;
      head.style.opacity = px >= -1 && px <= widthPx + 1 ? "1" : "0";
    });
    painter.request();
    const ends = [view.subscribe(painter.request), control.subscribe(painter.request)];
    const resized = new ResizeObserver(painter.request);
    resized.observe(area.current!);
    return () => {
      painter.stop();
      resized.disconnect();
      for (const end of ends) end();
    };
  }, [control, view, area]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    const targets: Record<string, number> = { Home: 0, End: durationSeconds - 0.1 };
    const step = steps[event.key];
    const next = step === undefined ? targets[event.key] : control.getTime() + step;
    if (next === undefined) return;
    event.preventDefault();
    control.seek(Math.min(durationSeconds, Math.max(0, next)));
  };
  /** Keys that move what isn't in sight would move it unseen. */
  const onFocus = () => {
    const { startSeconds, endSeconds } = view.get();
    const at = control.getTime();
    if (at < startSeconds || at > endSeconds) view.pan(at - (startSeconds + endSeconds) / 2);
  };
  return (
    <div
      ref={element}
      role="slider"
      tabIndex={0}
      aria-label="Position in the video"
      aria-valuemin={0}
      aria-valuemax={Math.round(durationSeconds)}
      aria-valuenow={Math.round(now)}
      aria-valuetext={`${formatTimestamp(now, 0)} of ${formatTimestamp(durationSeconds, 0)}, ${chatPerMinute(map, now, 15)} messages a minute`}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      className="absolute inset-y-0 left-0 -ml-3 w-6 rounded"
    >
      <div aria-hidden className="absolute inset-y-0 left-1/2 w-0.5 -translate-x-1/2 bg-ink" />
      <div
        aria-hidden
        className="absolute left-1/2 size-3 -translate-x-1/2 rotate-45 rounded-[3px] bg-ink"
        style={{ top: lanes.ruler[1] - 12 }}
      />
    </div>
  );
}
