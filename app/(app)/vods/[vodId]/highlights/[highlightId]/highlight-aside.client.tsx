"use client";
import { History, Scissors } from "lucide-react";
import { type ReactNode, useState } from "react";
import { May, useMay } from "#app/_access/may.client.tsx";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { type Clip, useClipGroup, useClips } from "#app/_queries/clips.ts";
import { useEdits } from "#app/_queries/edits.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Card } from "#app/_ui/card.tsx";
import { ContributionChips } from "#app/_ui/contribution-chips.client.tsx";
import { highlightName } from "#app/_ui/highlight-words.ts";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { Skeleton } from "#app/_ui/states.tsx";
import type { EditKind } from "#lib/highlights/edit/model.ts";
import { ClipCard } from "../../../../clips/clip-card.client.tsx";
import { ClipPlayerDialog } from "../../../../clips/clip-player-dialog.client.tsx";
import { RefinementHistory } from "../refinement-history.client.tsx";
import { RenderDialog } from "../render-dialog.client.tsx";
import { useCutWithWords } from "../use-cut-with-words.ts";

/** What is known of a highlight beside its picture: why it was picked, its clips, what was done to it. */
export function HighlightAside({ highlight, control }: { highlight: Highlight; control: PlayerControl }) {
  const cutting = useCutWithWords(highlight.vodId);
  return (
    <aside className="grid min-w-0 grid-cols-1 content-start gap-4" aria-label={`About ${highlightName(highlight)}`}>
      <Part title={highlight.origin === "manual" ? "Made by hand" : "Why it was picked"}>
        <p className="mb-2 flex flex-wrap gap-x-4 text-sm text-muted">
          {highlight.score > 0 ? (
            <span>
              score <b className="time font-semibold text-ink">{highlight.score.toFixed(1)}</b>
            </span>
          ) : null}
          {highlight.confidence === null ? null : (
            <span>
              <b className="time font-semibold text-ink">{Math.round(highlight.confidence * 100)} %</b> sure
            </span>
          )}
        </p>
        {highlight.contributions.length > 0 ? (
          <ContributionChips contributions={highlight.contributions} onJump={control.seek} />
        ) : (
          <p className="text-sm text-muted">Nobody's chat or sound was asked: you chose this moment yourself.</p>
        )}
        {highlight.isClipable === false ? (
          <p className="mt-3 text-sm">
            <Badge tone="warn">Not a clip</Badge>{" "}
            <span className="text-muted">{highlight.clipableReason ?? "No reason was given."}</span>
          </p>
        ) : null}
      </Part>
      <Part
        title="Clips"
        action={
          <RenderDialog highlight={highlight} isBusy={cutting.isBusy} onRender={(request) => cutting.cut(request)} />
        }
      >
        <ClipVariants highlight={highlight} />
      </Part>
      {highlight.origin === "detected" ? (
        <Part title="Refinement">
          <RefinementHistory highlight={highlight} control={control} />
        </Part>
      ) : null}
      <May call="POST /api/v1/highlights/[id]/trim">
        <Part title="What you did">
          <EditList highlight={highlight} />
        </Part>
      </May>
    </aside>
  );
}

function Part({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <Card className="p-4">
      <div className="mb-2 flex min-h-8 items-center gap-2">
        <h2 className="flex-1 font-semibold">{title}</h2>
        {action}
      </div>
      {children}
    </Card>
  );
}

/** Every clip of the highlight: the landscape one and those for phones. */
function ClipVariants({ highlight }: { highlight: Highlight }) {
  const { data, error } = useClips(highlight.vodId);
  const mayCut = useMay("POST /api/v1/vods/[id]/cuts");
  if (error && !data) return <p className="text-sm text-warn">The clips couldn't be loaded. {error.message}</p>;
  if (!data) return <Skeleton className="h-24" />;
  const first = data.find((clip) => clip.highlightId === highlight.id);
  if (first) return <ClipsTogether clipVodId={first.clipVodId} />;
  return (
    <p className="flex items-center gap-2 text-sm text-muted">
      <Scissors aria-hidden className="size-4 shrink-0" /> None yet.{" "}
      {mayCut ? "Cut it below the picture, or in a shape for phones here." : null}
    </p>
  );
}

function ClipsTogether({ clipVodId }: { clipVodId: string }) {
  const { data: group } = useClipGroup(clipVodId);
  const [playing, setPlaying] = useState<Clip | null>(null);
  const canEdit = useMay("POST /api/v1/vods/[id]/cuts");
  if (!group) return <Skeleton className="h-80" />;
  return (
    <>
      <ul aria-label="Clips">
        <ClipCard group={group} canEdit={canEdit} onPlay={setPlaying} />
      </ul>
      <ClipPlayerDialog playing={playing} playable={[]} onPlay={setPlaying} />
    </>
  );
}

const deeds: Record<EditKind, string> = {
  approve: "Approved",
  reject: "Rejected",
  restore: "Decision taken back",
  trim: "Trimmed",
  retitle: "Titled",
  split: "Split",
  merge: "Merged",
  duplicate: "Copied",
  create: "Made by hand",
  remove: "Removed",
};

/** The viewer's own edits of this highlight, newest first; what is undone is crossed out. */
function EditList({ highlight }: { highlight: Highlight }) {
  const { data, error } = useEdits(highlight.vodId);
  if (error && !data) return <p className="text-sm text-warn">The history couldn't be loaded. {error.message}</p>;
  if (!data) return <Skeleton className="h-16" />;
  const own = data.entries.filter((entry) => entry.highlightIds.includes(highlight.id) && entry.state !== "dropped");
  if (own.length === 0) {
    return (
      <p className="flex items-center gap-2 text-sm text-muted">
        <History aria-hidden className="size-4 shrink-0" /> Nothing yet. What you change here can be undone with Z, any
        time.
      </p>
    );
  }
  return (
    <ol className="grid gap-1.5 text-sm" aria-label="Edits">
      {own.slice(0, 12).map((entry) => (
        <li key={entry.id} className="flex items-baseline gap-3">
          <span className={`min-w-0 flex-1 ${entry.state === "undone" ? "text-muted line-through" : ""}`}>
            {deeds[entry.kind]}
            {entry.highlightIds.length > 2 ? `, with ${entry.highlightIds.length - 1} others` : null}
            {entry.state === "undone" ? <span className="sr-only"> (undone)</span> : null}
          </span>
          <span className="time text-xs text-muted">
            <LocalDate iso={entry.createdAt} />
          </span>
        </li>
      ))}
    </ol>
  );
}
