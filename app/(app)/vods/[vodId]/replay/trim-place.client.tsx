"use client";
import { X } from "lucide-react";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { useHighlights } from "#app/_queries/highlights.ts";
import { TrimEditor } from "#app/_trim/trim-editor.client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { formatBounds } from "#app/_ui/highlight-words.ts";
import { ErrorState, Skeleton } from "#app/_ui/states.tsx";
import type { Selection } from "./use-selection.ts";

type Props = {
  vodId: string;
  control: PlayerControl;
  media: { durationSeconds: number; frameRate: number };
  selection: Selection;
};

/** The chosen highlight, trimmed under the overview. */
export function TrimPlace({ vodId, control, media, selection }: Props) {
  const { data: highlights, error, refetch } = useHighlights(vodId);
  if (!highlights) {
    if (!error) return <Skeleton className="mt-4 h-80" />;
    return (
      <div className="mt-4">
        <ErrorState title="The highlight couldn't be loaded" text={error.message} onRetry={refetch} />
      </div>
    );
  }
  const highlight = highlights.find((one) => one.id === selection.id);
  const onSelect = (id: string | null) => {
    if (id === null) selection.clear();
    else selection.select({ id, startSeconds: highlights.find((one) => one.id === id)?.startSeconds ?? null });
  };
  return (
    <section aria-label="Chosen highlight" className="mt-4">
      <div className="mb-2 flex items-center gap-3">
        <h2 className="min-w-0 truncate font-medium">
          {/* Its title is edited right below. */}
          {highlight ? "Chosen highlight" : "This highlight is gone"}
        </h2>
        {highlight ? <span className="time text-sm text-muted">{formatBounds(highlight)}</span> : null}
        <Button look="quiet" size="icon" className="ml-auto" aria-label="Close the highlight" onClick={selection.clear}>
          <X aria-hidden className="size-4" />
        </Button>
      </div>
      {highlight ? <TrimEditor {...{ highlight, highlights, control, media, onSelect }} /> : null}
    </section>
  );
}
