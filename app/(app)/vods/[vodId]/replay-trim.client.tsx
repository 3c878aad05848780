"use client";
import { X } from "lucide-react";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { useHighlights } from "#app/_queries/highlights.ts";
import { TrimEditor } from "#app/_trim/trim-editor.client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { ErrorState, Skeleton } from "#app/_ui/states.tsx";

type Props = {
  vodId: string;
  /** The one the address names. */
  highlightId: string;
  control: PlayerControl;
  media: { durationSeconds: number; frameRate: number };
  onSelect: (highlightId: string | null) => void;
};

/** The trim editor under the replay, for the highlight that was chosen. */
export function ReplayTrim({ vodId, highlightId, control, media, onSelect }: Props) {
  const { data, error, refetch } = useHighlights(vodId);
  if (error) return <ErrorState title="The highlight couldn't be loaded" text={error.message} onRetry={refetch} />;
  if (!data) return <Skeleton className="h-96" />;
  const highlight = data.find((one) => one.id === highlightId);
  if (!highlight) {
    return (
      <p className="flex items-center gap-3 rounded-xl border border-line bg-surface p-3 text-sm text-muted">
        <span className="flex-1">
          This highlight is gone: merged, removed, or not found any more. What you took away comes back by undo (Z).
        </span>
        <Button look="quiet" size="icon" aria-label="Close" onClick={() => onSelect(null)}>
          <X aria-hidden className="size-4" />
        </Button>
      </p>
    );
  }
  return <TrimEditor {...{ highlight, control, media, onSelect }} highlights={data} />;
}
