"use client";
import { toast } from "sonner";
import { useCommand } from "#app/_keys/keymap.ts";
import type { PlayerControl } from "#app/_player/player-control.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import { Button, ButtonLink } from "#app/_ui/button.tsx";
import { formatDuration, formatTimestamp, secondsToTicks, ticksToSeconds } from "#lib/time.ts";
import { type Draft, type Edge, moveEdge } from "./trim-draft.ts";

type Props = {
  highlight: Highlight;
  control: PlayerControl;
  media: { timescale: number; frameRate: number; durationSeconds: number };
  draft: Draft;
  onChange: (draft: Draft) => void;
  onSave: () => void;
  onCancel: () => void;
  isSaving: boolean;
};

const edges: { edge: Edge; label: string; word: string }[] = [
  { edge: "start", label: "Begins", word: "beginning" },
  { edge: "end", label: "Ends", word: "end" },
];

/** Moves a highlight's bounds by frames and seconds, or to the playhead; heard and seen at once, kept when saved. */
export function TrimPanel(props: Props) {
  const { highlight, control, media, draft, onChange } = props;
  const change = (edge: Edge, ticks: number) => {
    const next = moveEdge(draft, edge, ticks, media);
    onChange(next);
    const seconds = (of: number) => ticksToSeconds(of, media.timescale);
    const range = { id: highlight.id, startSeconds: seconds(next.startTicks), endSeconds: seconds(next.endTicks) };
    control.playRange({ ...range, isLooped: true });
    // An end is judged by what comes before it.
    if (edge === "end") {
      control.seek(Math.max(range.startSeconds, range.endSeconds - 2), { keepsRange: true });
    }
  };
  const setHere = (edge: Edge) => {
    const frame = media.timescale / media.frameRate;
    // The end is the first frame not shown: the one on the screen is the last.
    const at = secondsToTicks(control.getTime(), media.timescale) + (edge === "end" ? Math.round(frame) : 0);
    change(edge, at);
  };
  useCommand("trim.in", () => setHere("start"));
  useCommand("trim.out", () => setHere("end"));
  useCommand("highlight.approve", props.onSave);
  useCommand("select.none", props.onCancel);
  const frame = Math.round(media.timescale / media.frameRate);
  const second = media.timescale;
  const length = ticksToSeconds(draft.endTicks - draft.startTicks, media.timescale);
  return (
    <section aria-label="Trim" className="grid gap-3">
      {edges.map(({ edge, label, word }) => {
        const ticks = edge === "start" ? draft.startTicks : draft.endTicks;
        const steps = [
          { by: -second, text: "−1 s", says: "one second earlier" },
          { by: -frame, text: "−1 f", says: "one frame earlier" },
          { by: frame, text: "+1 f", says: "one frame later" },
          { by: second, text: "+1 s", says: "one second later" },
        ];
        return (
          <fieldset key={edge} className="grid gap-1.5">
            <legend className="sr-only">{label}</legend>
            <p className="flex items-baseline justify-between gap-2 text-sm">
              <span className="text-muted">{label}</span>
              <output className="time font-semibold">
                {formatTimestamp(ticksToSeconds(ticks, media.timescale), 2)}
              </output>
            </p>
            <div className="grid grid-cols-5 gap-1.5">
              {steps.slice(0, 2).map((step) => (
                <Nudge key={step.text} {...step} word={word} onPress={() => change(edge, ticks + step.by)} />
              ))}
              <button
                type="button"
                onClick={() => setHere(edge)}
                aria-label={`Set the ${word} at the playhead`}
                className="h-11 rounded-lg border border-accent/50 bg-accent-soft text-sm font-medium text-accent hover:border-accent"
              >
                Here
              </button>
              {steps.slice(2).map((step) => (
                <Nudge key={step.text} {...step} word={word} onPress={() => change(edge, ticks + step.by)} />
              ))}
            </div>
          </fieldset>
        );
      })}
      <div className="flex items-center gap-2">
        <p className="time text-sm text-muted">{formatDuration(length)}</p>
        <ButtonLink
          look="quiet"
          size="small"
          href={`/vods/${highlight.vodId}/highlights/${highlight.id}`}
          onClick={() => toast.dismiss()}
        >
          Full editor
        </ButtonLink>
        <Button look="quiet" className="ml-auto" onClick={props.onCancel}>
          Cancel
        </Button>
        <Button look="primary" onClick={props.onSave} disabled={props.isSaving}>
          Save trim
        </Button>
      </div>
    </section>
  );
}

function Nudge(props: { text: string; says: string; word: string; onPress: () => void }) {
  return (
    <button
      type="button"
      onClick={props.onPress}
      aria-label={`Move the ${props.word} ${props.says}`}
      className="h-11 rounded-lg border border-line bg-surface text-sm font-medium tabular-nums hover:border-line-strong"
    >
      {props.text}
    </button>
  );
}
