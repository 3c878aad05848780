"use client";
import type { Highlight } from "#app/_queries/highlights.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { cutStates, formatBounds, highlightName } from "#app/_ui/highlight-words.ts";
import { formatDuration } from "#lib/time.ts";
import { ReviewReasons } from "./review-reasons.client.tsx";

const decisions: Record<Highlight["reviewState"], { label: string; tone: "plain" | "good" | "bad" }> = {
  suggested: { label: "To decide", tone: "plain" },
  approved: { label: "Kept", tone: "good" },
  rejected: { label: "Rejected", tone: "bad" },
};

/** What the highlight on the stage is, and why it was picked. */
export function ReviewInfo({ highlight, onJump }: { highlight: Highlight; onJump: (seconds: number) => void }) {
  const decision = decisions[highlight.reviewState];
  const cut = cutStates[highlight.cutState];
  return (
    <section aria-label="This highlight" className="grid grid-cols-1 gap-2.5">
      <div className="flex items-start gap-3">
        <h2 aria-live="polite" className="line-clamp-2 min-w-0 flex-1 text-lg leading-snug font-semibold break-words">
          {highlightName(highlight)}
        </h2>
        <p className="text-right leading-tight">
          <span className="block text-xl font-semibold tabular-nums">{highlight.score.toFixed(1)}</span>
          <span className="text-xs text-muted">score</span>
        </p>
      </div>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm text-muted">
        <Badge tone={decision.tone}>{decision.label}</Badge>
        {cut ? (
          <Badge tone={cut.tone} live={cut.live}>
            {cut.label}
          </Badge>
        ) : null}
        <span className="time">{formatBounds(highlight)}</span>
        <span className="time">{formatDuration(highlight.endSeconds - highlight.startSeconds)}</span>
        {highlight.boundsFrom === "detected" ? null : <span>{highlight.boundsFrom}</span>}
        {highlight.confidence === null ? null : (
          <span className="tabular-nums">{Math.round(highlight.confidence * 100)} % sure</span>
        )}
      </p>
      {highlight.isClipable === false ? (
        <p className="text-sm">
          <Badge tone="warn">Not a clip</Badge>{" "}
          <span className="text-muted">{highlight.clipableReason ?? "No reason was given."}</span>
        </p>
      ) : null}
      {highlight.cutState === "failed" || highlight.cutState === "skipped" ? (
        <p className="text-sm break-words text-bad">{highlight.cutReason}</p>
      ) : null}
      <ReviewReasons contributions={highlight.contributions} onJump={onJump} />
    </section>
  );
}
