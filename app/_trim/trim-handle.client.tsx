"use client";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from "react";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { formatTimestamp } from "#lib/time.ts";
import { limitsOf, moveSide, type Side } from "./bounds.ts";
import type { Draft } from "./draft.ts";
import { keyTarget } from "./key-target.ts";

type Props = {
  side: Side;
  draft: Draft;
  control: PlayerControl;
  durationSeconds: number;
  frameRate: number;
  name: string;
  /** Called with what puts the handle where its bound is; run at every painting of the lane. */
  register: (place: () => void) => () => void;
  toX: (seconds: number) => number;
  widthPx: () => number;
  dragTo: (side: Side, clientX: number, isFree: boolean) => void;
  shownAt: (side: Side, seconds: number) => number;
  onSettled: (how: "drag" | "key") => void;
  reveal: (seconds: number) => void;
};

const words = { start: "Begin", end: "End" } as const;
/** Half of the handle's width. */
const halfPx = 14;

/** One bound of a highlight: dragged, or moved by keys a frame, a second or five at a time. Held Alt, it doesn't snap. */
export function TrimHandle(props: Props) {
  const { side, draft, control, durationSeconds, register } = props;
  const element = useRef<HTMLDivElement>(null);
  const pointerX = useRef<{ x: number; isFree: boolean } | null>(null);
  const frame = useRef(0);
  const seconds = () => (side === "start" ? draft.get().startSeconds : draft.get().endSeconds);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const place = () => {
      const handle = element.current;
      if (!handle) return;
      const now = latest.current;
      const at = side === "start" ? draft.get().startSeconds : draft.get().endSeconds;
      const x = now.toX(at);
      handle.style.transform = `translateX(${x - halfPx}px)`;
      handle.style.visibility = x < -halfPx || x > now.widthPx() + halfPx ? "hidden" : "visible";
      const [least, most] = limitsOf(draft.get(), side, now.durationSeconds);
      handle.setAttribute("aria-valuemin", least.toFixed(2));
      handle.setAttribute("aria-valuemax", most.toFixed(2));
      handle.setAttribute("aria-valuenow", at.toFixed(3));
      const number = control.getFrames()?.numberOf(at) ?? Math.round(at * now.frameRate);
      handle.setAttribute("aria-valuetext", `${words[side]} ${formatTimestamp(at)}, frame ${number}`);
    };
    place();
    return register(place);
  }, [register, draft, control, side]);

  const move = () => {
    frame.current = 0;
    if (pointerX.current) props.dragTo(side, pointerX.current.x, pointerX.current.isFree);
  };
  const follow = (event: PointerEvent) => {
    pointerX.current = { x: event.clientX, isFree: event.altKey };
    frame.current ||= requestAnimationFrame(move);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.focus({ preventScroll: true });
    event.currentTarget.setPointerCapture(event.pointerId);
    void control.getFrames()?.load(seconds());
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event);
  };
  const onPointerUp = () => {
    if (frame.current) {
      cancelAnimationFrame(frame.current);
      move();
    }
    pointerX.current = null;
    if (!draft.getDrag()) return;
    draft.drop();
    control.seek(props.shownAt(side, seconds()));
    props.onSettled("drag");
  };

  const goTo = (to: number) => {
    const next = moveSide(draft.get(), side, to, durationSeconds);
    draft.put(next);
    const at = side === "start" ? next.startSeconds : next.endSeconds;
    props.reveal(at);
    control.seek(props.shownAt(side, at));
    props.onSettled("key");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const frames = control.getFrames();
    if (!frames || event.altKey || event.ctrlKey || event.metaKey) return;
    const { key, shiftKey } = event;
    const press = () => {
      const [least, most] = limitsOf(draft.get(), side, durationSeconds);
      return keyTarget({ key, shiftKey }, { at: seconds(), least, most, durationSeconds, frames });
    };
    if (press() === null) return;
    event.preventDefault();
    const run = () => goTo(press()!);
    // Presses made before the frames around are known wait for them, in their order: none is lost.
    if (frames.stepFrom(seconds(), 0) === null) void frames.load(seconds()).then(run);
    else run();
    void frames.load(seconds());
  };

  return (
    <div
      ref={element}
      role="slider"
      tabIndex={0}
      data-testid={`trim-handle-${side}`}
      aria-label={`${words[side]} of ${props.name}`}
      aria-orientation="horizontal"
      aria-valuenow={0}
      onFocus={() => {
        void control.getFrames()?.load(seconds());
        props.reveal(seconds());
      }}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onKeyDown={onKeyDown}
      className="group absolute inset-y-0 left-0 z-10 flex w-7 cursor-ew-resize touch-none justify-center outline-none"
    >
      <span
        aria-hidden
        className={`absolute inset-y-0 w-3 bg-accent transition-colors group-hover:bg-accent-strong group-focus-visible:ring-2 group-focus-visible:ring-ink ${side === "start" ? "right-1/2 rounded-l-md" : "left-1/2 rounded-r-md"}`}
      >
        <span className="absolute inset-y-0 left-1/2 my-auto h-6 w-0.5 -translate-x-1/2 rounded-full bg-on-accent/70" />
      </span>
    </div>
  );
}
