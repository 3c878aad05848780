"use client";
import type { PlayerControl } from "#app/_player/player-control.ts";
import type { Refinement } from "#app/_queries/refinement.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { PlayBounds } from "#app/_ui/play-bounds.client.tsx";
import { formatUsd } from "#lib/refine/model.ts";
import { formatDuration } from "#lib/time.ts";

/** One iteration: what went in, what came out, and what it took. */
export function RefinementStep({ step, control }: { step: Refinement; control: PlayerControl }) {
  const { before, answer } = step;
  const facts = [
    `${step.backend} · ${step.model}`,
    step.inputTokens ? `${step.inputTokens.toLocaleString("en")} + ${step.outputTokens ?? 0} tokens` : null,
    step.costUsd > 0 ? formatUsd(step.costUsd) : null,
    step.latencyMs ? formatLatency(step.latencyMs) : null,
    step.tries > 1 ? `${step.tries} tries` : null,
  ].filter((fact) => fact !== null);
  return (
    <li className="grid gap-2 rounded-lg border border-line bg-canvas p-3">
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <span className="font-medium">Step {step.iteration}</span>
        {step.state === "failed" ? <Badge tone="bad">No answer</Badge> : null}
        {step.state === "running" ? (
          <Badge tone="accent" live>
            Asking
          </Badge>
        ) : null}
        {answer?.isClipable === false ? <Badge tone="warn">Not a clip</Badge> : null}
        <span className="text-muted">{facts.join(" · ")}</span>
      </div>
      {answer ? <p className="text-sm break-words">{answer.reason}</p> : null}
      {step.failureText && !answer ? <p className="text-sm break-words text-bad">{step.failureText}</p> : null}
      <div className="flex flex-wrap items-center gap-2">
        {before ? <PlayBounds control={control} rangeId={`${step.id}:before`} label="Before" bounds={before} /> : null}
        {answer ? <PlayBounds control={control} rangeId={`${step.id}:after`} label="After" bounds={answer} /> : null}
        {before && answer ? (
          <span className="time text-sm text-muted">
            {describeShift(answer.startSeconds - before.startSeconds, answer.endSeconds - before.endSeconds)}
          </span>
        ) : null}
      </div>
    </li>
  );
}

/** `start +1.2 s, end as it was`; `bounds as they were` */
function describeShift(startSeconds: number, endSeconds: number): string {
  const one = (name: string, seconds: number) =>
    isSame(seconds) ? `${name} as it was` : `${name} ${seconds > 0 ? "+" : "−"}${Math.abs(seconds).toFixed(1)} s`;
  if (isSame(startSeconds) && isSame(endSeconds)) return "bounds as they were";
  return `${one("start", startSeconds)}, ${one("end", endSeconds)}`;
}

const isSame = (seconds: number): boolean => Math.abs(seconds) < 0.05;
const formatLatency = (ms: number): string => (ms < 1000 ? `${ms} ms` : formatDuration(ms / 1000));
