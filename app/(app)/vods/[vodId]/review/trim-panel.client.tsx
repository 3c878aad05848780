"use client";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useCommand } from "#app/_keys/keymap.ts";
import type { PlayerControl } from "#app/_player/player-control.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import type { Side } from "#app/_trim/bounds.ts";
import { TrimConflictBar } from "#app/_trim/trim-conflict.client.tsx";
import { useTrimCommands } from "#app/_trim/use-trim-commands.ts";
import { useTrimming } from "#app/_trim/use-trimming.ts";
import { Button, ButtonLink } from "#app/_ui/button.tsx";
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

/** Moves a highlight's bounds by frames and seconds, or to the playhead: seen and heard at once, and saved by itself. */
export function TrimPanel({ highlight, control, media, onDone }: Props) {
  const { id, timescale } = highlight;
  const { draft, save, conflict, resolve } = useTrimming(highlight);
  const range = useSyncExternalStore(draft.subscribe, draft.getSettled, draft.getSettled);
  const moves = useTrimCommands({ draft, control, media, save, isInDialog: false });
  useCommand("highlight.approve", onDone);
  useCommand("select.none", onDone);
  const { startSeconds, endSeconds } = range;
  const played = useRef(range);
  useEffect(() => {
    const isEnd = played.current.endSeconds !== endSeconds;
    if (!isEnd && played.current.startSeconds === startSeconds) return;
    played.current = { startSeconds, endSeconds };
    control.playRange({ id, startSeconds, endSeconds, isLooped: true });
    if (isEnd) control.seek(Math.max(startSeconds, endSeconds - beforeEndSeconds), { keepsRange: true });
  }, [control, id, startSeconds, endSeconds]);
  return (
    <section aria-label="Trim" className="grid gap-3">
      {conflict ? <TrimConflictBar conflict={conflict} timescale={timescale} onChoose={resolve} /> : null}
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
        <ButtonLink look="quiet" className="ml-auto" href={`/vods/${highlight.vodId}/highlights/${id}`}>
          Full editor
        </ButtonLink>
        <Button look="primary" className="px-8" onClick={onDone}>
          Done
        </Button>
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
