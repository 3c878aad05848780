"use client";
import { Combine, Copy, FastForward, Repeat, SplitSquareHorizontal, Trash2 } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { May, useMay } from "#app/_access/may.client.tsx";
import { useCommand } from "#app/_keys/keymap.ts";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { usePlayingRangeId } from "#app/_player/use-player.ts";
import { useHighlightEdits } from "#app/_queries/highlight-edits.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import { Button } from "#app/_ui/button.tsx";
import { highlightName } from "#app/_ui/highlight-words.ts";
import { formatDuration } from "#lib/time.ts";
import { CutNote } from "./cut-note.client.tsx";
import { nextOf } from "./next-of.ts";
import { TimeField } from "./time-field.client.tsx";
import { TitleField } from "./title-field.client.tsx";
import { TrimConflictBar } from "./trim-conflict.client.tsx";
import { TrimLane } from "./trim-lane.client.tsx";
import { UndoRedo } from "./undo-redo.client.tsx";
import { useTrimCommands } from "./use-trim-commands.ts";
import { useTrimming } from "./use-trimming.ts";

type Props = {
  highlight: Highlight;
  /** All of the video: the next one in time is what this one is merged with. */
  highlights: Highlight[];
  control: PlayerControl;
  media: { durationSeconds: number; frameRate: number };
  /** Another highlight is to be shown: one that was split off, copied, or what is left. */
  onSelect: (highlightId: string | null) => void;
  isInDialog?: boolean;
};

/** Trims one highlight: on the lane, by keys, by times; splits, merges and copies it. Each change is one step of undo. */
export function TrimEditor(props: Props) {
  // What is under work belongs to one highlight; another one begins anew.
  return <Editor key={props.highlight.id} {...props} />;
}

function Editor({ highlight, highlights, control, media, onSelect, isInDialog = false }: Props) {
  const { vodId, timescale } = highlight;
  const name = highlightName(highlight);
  const { draft, save, conflict, resolve } = useTrimming(highlight);
  const range = useSyncExternalStore(draft.subscribe, draft.getSettled, draft.getSettled);
  const edits = useHighlightEdits(vodId);
  const [isLooped, setLooped] = useState(false);
  const isPlayingThis = usePlayingRangeId(control) === highlight.id;
  const next = nextOf(highlight, highlights);
  const mayTrim = useMay("POST /api/v1/highlights/[id]/trim");
  const moves = useTrimCommands({ draft, control, media, save, isInDialog });

  useEffect(() => {
    void control.getFrames()?.load(highlight.startSeconds);
    void control.getFrames()?.load(highlight.endSeconds);
  }, [control, highlight.startSeconds, highlight.endSeconds]);

  const play = (from: number, loop: boolean) => {
    const { endSeconds } = draft.get();
    control.playRange({ id: highlight.id, startSeconds: from, endSeconds, isLooped: loop });
  };
  const actions = {
    loop: () => {
      if (isLooped && isPlayingThis) control.pause();
      else play(draft.get().startSeconds, true);
      setLooped(!(isLooped && isPlayingThis));
    },
    playEnd: () => play(Math.max(draft.get().startSeconds, draft.get().endSeconds - 3), false),
    split: () => edits.split(highlight, Math.round(moves.playhead() * timescale), onSelect),
    merge: () => next && edits.merge(highlight, next),
    duplicate: () => edits.duplicate(highlight, onSelect),
  };
  useCommand("trim.loop", actions.loop, { isInDialog });
  useCommand("trim.playEnd", actions.playEnd, { isInDialog });
  useCommand("trim.split", actions.split, { isInDialog });
  useCommand("trim.merge", actions.merge, { isInDialog, isEnabled: next !== null });
  useCommand("trim.duplicate", actions.duplicate, { isInDialog });

  const icon = "size-4";
  return (
    <section
      aria-label={`Trim ${name}`}
      data-testid="trim-editor"
      className="rounded-xl border border-line bg-surface p-3 sm:p-4"
    >
      {conflict ? <TrimConflictBar conflict={conflict} timescale={timescale} onChoose={resolve} /> : null}
      <div className="mb-2 flex items-center gap-2">
        <TitleField highlight={highlight} />
        <span className="time text-sm text-muted" data-testid="trim-length">
          {formatDuration(range.endSeconds - range.startSeconds)}
        </span>
        {mayTrim ? <UndoRedo vodId={vodId} /> : null}
      </div>
      <TrimLane
        {...{ vodId, name, draft, control }}
        highlightId={highlight.id}
        durationSeconds={media.durationSeconds}
        frameRate={media.frameRate}
        onSettled={save}
        isFixed={!mayTrim}
      />
      <div className="mt-3 flex flex-wrap items-start gap-x-6 gap-y-3">
        {mayTrim
          ? (["start", "end"] as const).map((side) => (
              <TimeField
                key={side}
                {...{ side, draft }}
                onStep={moves.step}
                onMove={moves.moveTo}
                onPlayhead={moves.toPlayhead}
              />
            ))
          : null}
        <div className="flex flex-wrap gap-1.5 self-end sm:ml-auto">
          <Button
            size="small"
            aria-pressed={isLooped && isPlayingThis}
            onClick={actions.loop}
            title="Loop (P)"
            className="aria-pressed:border-accent aria-pressed:text-accent"
          >
            <Repeat aria-hidden className={icon} /> Loop
          </Button>
          <Button size="small" onClick={actions.playEnd} title="Play the last 3 seconds (E)">
            <FastForward aria-hidden className={icon} /> Last 3 s
          </Button>
          <May call="POST /api/v1/highlights/[id]/split">
            <Button size="small" onClick={actions.split} title="Split at the playhead (S)">
              <SplitSquareHorizontal aria-hidden className={icon} /> Split
            </Button>
            <Button
              size="small"
              onClick={actions.merge}
              disabled={!next}
              title={next ? `Merge with ${highlightName(next)} (M)` : "There is no later highlight"}
            >
              <Combine aria-hidden className={icon} /> Merge with next
            </Button>
            <Button size="small" onClick={actions.duplicate} title="Duplicate (D)">
              <Copy aria-hidden className={icon} /> Duplicate
            </Button>
            {highlight.origin === "manual" ? (
              <Button look="danger" size="small" onClick={() => edits.remove(highlight, () => onSelect(null))}>
                <Trash2 aria-hidden className={icon} /> Remove
              </Button>
            ) : null}
          </May>
        </div>
      </div>
      <div className="mt-3">
        <CutNote highlight={highlight} />
      </div>
    </section>
  );
}
