"use client";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useCommand } from "#app/_keys/keymap.ts";
import type { PlayerControl } from "#app/_player/player-control.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import type { Side } from "#app/_trim/bounds.ts";
import { TrimConflictBar } from "#app/_trim/trim-conflict.client.tsx";
import { TrimLane } from "#app/_trim/trim-lane.client.tsx";
import { UndoRedo } from "#app/_trim/undo-redo.client.tsx";
import { useTrimCommands } from "#app/_trim/use-trim-commands.ts";
import { useTrimming } from "#app/_trim/use-trimming.ts";
import { Button, ButtonLink } from "#app/_ui/button.tsx";
import { highlightName } from "#app/_ui/highlight-words.ts";
import { formatDuration, formatTimestamp } from "#lib/time.ts";

type Props = {
  highlight: Highlight;
  control: PlayerControl;
  media: { frameRate: number; durationSeconds: number };
  onDone: () => void;
};

const sides: { side: Side; label: string; word: string }[] = [
  { side: "start", label: "Begins", word: "beginning" },
  { side: "end", label: "Ends", word: "end" },
];
/** An end is judged by what comes before it. */
const beforeEndSeconds = 2;

/**
 * Trims the highlight on the stage: on the lane, by frames and seconds, or at the playhead; seen and heard at once, and
 * saved by itself. On a phone a sheet at the lower edge, within a thumb's reach.
 */
export function TrimPanel({ highlight, control, media, onDone }: Props) {
  const { id, vodId, timescale } = highlight;
  const { draft, save, conflict, resolve } = useTrimming(highlight);
  const range = useSyncExternalStore(draft.subscribe, draft.getSettled, draft.getSettled);
  const moves = useTrimCommands({ draft, control, media, save, isInDialog: false });
  useCommand("highlight.approve", onDone);
  useCommand("select.none", onDone);
  const { startSeconds, endSeconds } = range;
  const played = useRef(range);
  useEffect(() => {
    void control.getFrames()?.load(startSeconds);
    void control.getFrames()?.load(endSeconds);
  }, [control, startSeconds, endSeconds]);
  useEffect(() => {
    const isEnd = played.current.endSeconds !== endSeconds;
    if (!isEnd && played.current.startSeconds === startSeconds) return;
    played.current = { startSeconds, endSeconds };
    control.playRange({ id, startSeconds, endSeconds, isLooped: true });
    if (isEnd) control.seek(Math.max(startSeconds, endSeconds - beforeEndSeconds), { keepsRange: true });
  }, [control, id, startSeconds, endSeconds]);
  const lane = { vodId, draft, control, highlightId: id, onSettled: save, ...media };
  return (
    <section
      aria-label="Trim"
      data-trim-sheet
      className="grid grid-cols-1 gap-3 max-lg:-mx-3 max-lg:mt-auto max-lg:-mb-3 max-lg:overflow-y-auto max-lg:rounded-t-2xl max-lg:border-t max-lg:border-line max-lg:bg-surface max-lg:px-3 max-lg:pt-3 max-lg:pb-[max(0.75rem,env(safe-area-inset-bottom))] max-lg:transition-transform max-lg:duration-200 max-lg:starting:translate-y-full"
    >
      {conflict ? <TrimConflictBar conflict={conflict} timescale={timescale} onChoose={resolve} /> : null}
      <TrimLane {...lane} name={highlightName(highlight)} />
      <div className="grid grid-cols-1 items-end gap-x-6 gap-y-3 lg:grid-cols-[1fr_1fr_auto]">
        {sides.map(({ side, label, word }) => {
          const at = side === "start" ? startSeconds : endSeconds;
          const nudge = (text: string, says: string, onPress: () => void) => (
            <Nudge text={text} label={`Move the ${word} ${says}`} onPress={onPress} />
          );
          return (
            <fieldset key={side} className="grid gap-1.5">
              <legend className="sr-only">{label}</legend>
              <p className="flex items-baseline justify-between gap-2 text-sm">
                <span className="text-muted">{label}</span>
                <output className="time text-base font-semibold">{formatTimestamp(at, 2)}</output>
              </p>
              <div className="grid grid-cols-5 gap-1.5">
                {nudge("−1 s", "one second earlier", () => moves.moveTo(side, at - 1))}
                {nudge("−1 f", "one frame earlier", () => moves.step(side, -1))}
                <Nudge
                  text="Here"
                  label={`Set the ${word} at the playhead`}
                  onPress={() => moves.toPlayhead(side)}
                  isStrong
                />
                {nudge("+1 f", "one frame later", () => moves.step(side, 1))}
                {nudge("+1 s", "one second later", () => moves.moveTo(side, at + 1))}
              </div>
            </fieldset>
          );
        })}
        <div className="flex items-center gap-2">
          <p className="time text-sm text-muted">{formatDuration(endSeconds - startSeconds)}</p>
          <UndoRedo vodId={vodId} />
          <ButtonLink look="quiet" className="ml-auto px-3" href={`/vods/${vodId}/highlights/${id}`}>
            Full editor
          </ButtonLink>
          <Button look="primary" className="h-12 px-8" onClick={onDone}>
            Done
          </Button>
        </div>
      </div>
    </section>
  );
}

function Nudge(props: { text: string; label: string; onPress: () => void; isStrong?: boolean }) {
  return (
    <button
      type="button"
      onClick={props.onPress}
      aria-label={props.label}
      className={`h-12 rounded-lg border text-sm font-medium tabular-nums active:scale-98 ${props.isStrong ? "border-accent/50 bg-accent-soft text-accent hover:border-accent" : "border-line bg-surface hover:border-line-strong"}`}
    >
      {props.text}
    </button>
  );
}
