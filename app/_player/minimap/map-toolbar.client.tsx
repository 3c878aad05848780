"use client";
import { Maximize2, Plus, X, ZoomIn, ZoomOut } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { runCommand, useCommand } from "#app/_keys/keymap.ts";
import { createPainter } from "#app/_timeline/painter.ts";
import type { ViewStore } from "#app/_timeline/view-store.ts";
import { Button } from "#app/_ui/button.tsx";
import { formatTimestamp } from "#lib/time.ts";
import type { PlayerControl } from "../player-control.ts";
import { usePlayhead } from "../use-player.ts";
import { noRange, type RangeStore, wholeRange } from "./range-store.ts";

type Props = {
  control: PlayerControl;
  view: ViewStore;
  range: RangeStore;
  /** No highlight is chosen: the keys of a trim are free to mark a new one. */
  isFree: boolean;
  onCreate?: (range: { startSeconds: number; endSeconds: number }) => Promise<boolean>;
};

/** Under the drawing: where playback is, the marked range, and the zoom. */
export function MapToolbar({ control, view, range, isFree, onCreate }: Props) {
  const isWhole = useSyncExternalStore(view.subscribe, view.isWhole, () => true);
  return (
    <div className="mt-2 flex min-h-9 flex-wrap items-center gap-x-3 gap-y-2 sm:pl-21">
      <Clock control={control} durationSeconds={view.limits.durationSeconds} />
      {onCreate ? <RangeBar {...{ range, control, isFree, onCreate }} /> : null}
      <div className="ml-auto flex">
        <Button
          look="quiet"
          size="icon"
          aria-label="Zoom out"
          disabled={isWhole}
          onClick={() => runCommand("map.zoomOut")}
        >
          <ZoomOut aria-hidden className="size-4" />
        </Button>
        <Button look="quiet" size="icon" aria-label="Zoom in" onClick={() => runCommand("map.zoomIn")}>
          <ZoomIn aria-hidden className="size-4" />
        </Button>
        <Button look="quiet" size="icon" aria-label="Show the whole video" disabled={isWhole} onClick={view.fit}>
          <Maximize2 aria-hidden className="size-4" />
        </Button>
      </div>
    </div>
  );
}

function Clock({ control, durationSeconds }: { control: PlayerControl; durationSeconds: number }) {
  const now = usePlayhead(control, 0.1);
  return (
    <p className="time text-sm">
      <span className="font-medium">{formatTimestamp(now)}</span>
      <span className="text-muted"> / {formatTimestamp(durationSeconds)}</span>
    </p>
  );
}

/** Marks a stretch at the playhead and makes a highlight of it. */
function RangeBar({ range, control, isFree, onCreate }: Omit<Required<Props>, "view">) {
  const { isStarted, isWhole } = useMarking(range);
  const [isBusy, setBusy] = useState(false);
  const create = async () => {
    const whole = wholeRange(range.get());
    if (!whole || isBusy) return;
    setBusy(true);
    const isMade = await onCreate(whole);
    setBusy(false);
    if (isMade) range.set(noRange);
  };
  const mark = (end: "inSeconds" | "outSeconds") => range.set({ ...range.get(), [end]: control.getTime() });
  useCommand("trim.in", () => mark("inSeconds"), { isEnabled: isFree });
  useCommand("trim.out", () => mark("outSeconds"), { isEnabled: isFree });
  useCommand("highlight.create", create, { isEnabled: isWhole });
  useCommand("highlight.approve", create, { isEnabled: isFree && isWhole });
  return (
    <fieldset className="flex flex-wrap items-center gap-2">
      <legend className="sr-only">A highlight of your own</legend>
      <Button size="small" onClick={() => mark("inSeconds")} title="Begin at the playhead (I)">
        In
      </Button>
      <Button size="small" onClick={() => mark("outSeconds")} title="End at the playhead (O)">
        Out
      </Button>
      {isStarted ? (
        <>
          <MarkedText range={range} />
          <Button size="small" look="primary" disabled={!isWhole || isBusy} onClick={create} title="New highlight (N)">
            <Plus aria-hidden className="size-4" /> New highlight
          </Button>
          <Button
            size="icon"
            look="quiet"
            className="size-8"
            aria-label="Forget the range"
            onClick={() => range.set(noRange)}
          >
            <X aria-hidden className="size-4" />
          </Button>
        </>
      ) : null}
    </fieldset>
  );
}

/** Whether a range is begun and has both ends: what the buttons need to know, and it changes seldom. */
function useMarking(range: RangeStore): { isStarted: boolean; isWhole: boolean } {
  const read = () => {
    const { inSeconds, outSeconds } = range.get();
    if (wholeRange(range.get())) return "whole";
    return inSeconds === null && outSeconds === null ? "none" : "started";
  };
  const state = useSyncExternalStore(range.subscribe, read, () => "none");
  return { isStarted: state !== "none", isWhole: state === "whole" };
}

/** The range in words, written by hand: dragging changes it at every frame. */
function MarkedText({ range }: { range: RangeStore }) {
  const element = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const text = (seconds: number | null) => (seconds === null ? "…" : formatTimestamp(seconds));
    const painter = createPainter(() => {
      const whole = wholeRange(range.get());
      const { inSeconds, outSeconds } = range.get();
      element.current!.textContent = whole
        ? `${text(whole.startSeconds)} – ${text(whole.endSeconds)} (${(whole.endSeconds - whole.startSeconds).toFixed(1)} s)`
        : `${text(inSeconds)} – ${text(outSeconds)}`;
    });
    painter.request();
    const end = range.subscribe(painter.request);
    return () => {
      painter.stop();
      end();
    };
  }, [range]);
  return <span ref={element} className="time text-sm" />;
}
