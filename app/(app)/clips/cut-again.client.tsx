"use client";
import { RefreshCw } from "lucide-react";
import { toast } from "sonner";
import { type Clip, type ClipGroup, useRetryClip } from "#app/_queries/clips.ts";
import { Button } from "#app/_ui/button.tsx";

/** Whether cutting a clip again gives another file, or one at all. */
export const wantsCutAgain = (clip: Clip): boolean => ["failed", "skipped", "stale", "cancelled"].includes(clip.state);

/** Cuts a clip again that is out of date, or was not made; says why it can't where its recording is gone. */
export function CutAgain({ group, clip }: { group: ClipGroup; clip: Clip }) {
  const retry = useRetryClip();
  if (!wantsCutAgain(clip)) return null;
  if (group.sourceState !== "ready") {
    return <p className="text-sm text-muted">Its recording is gone, so it can't be cut again.</p>;
  }
  const again = () =>
    retry.mutate(clip.clipVodId, {
      onError: (error) => toast.error("It wasn't cut again", { description: error.message }),
    });
  return (
    <Button size="small" onClick={again} disabled={retry.isPending} aria-label={`Cut ${clip.title} again`}>
      <RefreshCw aria-hidden className="size-4" /> Cut again
    </Button>
  );
}
