"use client";
import { Maximize2, Plus, X, ZoomIn, ZoomOut } from "lucide-react";
import { useState, useSyncExternalStore } from "react";
import { runCommand, useCommand } from "#app/_keys/keymap.ts";
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
  const marked = useSyncExternalStore(range.subscribe, range.get, () => noRange);
  const whole = wholeRange(marked);
  const [isBusy, setBusy] = useState(false);
  const create = async () => {
    if (!whole || isBusy) return;
    setBusy(true);
    const isMade = await onCreate(whole);
    setBusy(false);
    if (isMade) range.set(noRange);
  };
  const mark = (end: "inSeconds" | "outSeconds") => range.set({ ...range.get(), [end]: control.getTime() });
  useCommand("trim.in", () => mark("inSeconds"), { isEnabled: isFree });
  useCommand("trim.out", () => mark("outSeconds"), { isEnabled: isFree });
  useCommand("highlight.create", create, { isEnabled: whole !== null });
  useCommand("highlight.approve", create, { isEnabled: isFree && whole !== null });
  const isStarted = marked.inSeconds !== null || marked.outSeconds !== null;
  const text = (seconds: number | null) => (seconds === null ? "…" : formatTimestamp(seconds));
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
          <span className="time text-sm" aria-live="polite">
            {whole ? (
              <>
                {text(whole.startSeconds)} – {text(whole.endSeconds)}{" "}
                <span className="text-muted">{(whole.endSeconds - whole.startSeconds).toFixed(1)} s</span>
              </>
            ) : (
              `${text(marked.inSeconds)} – ${text(marked.outSeconds)}`
            )}
          </span>
          <Button size="small" look="primary" disabled={!whole || isBusy} onClick={create} title="New highlight (N)">
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
