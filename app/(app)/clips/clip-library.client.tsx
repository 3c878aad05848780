"use client";
import { Scissors } from "lucide-react";
import { useClips } from "#app/_queries/clips.ts";
import { ButtonLink } from "#app/_ui/button.tsx";
import { ClipGrid } from "#app/_ui/clip-grid.client.tsx";
import { EmptyState, ErrorState, SkeletonList } from "#app/_ui/states.tsx";

/** All clips of the account, or of one video. */
export function ClipLibrary({ vodId }: { vodId: string | undefined }) {
  const { data: clips, error, refetch, isFetching } = useClips(vodId);
  if (!clips) {
    if (!error) return <SkeletonList count={3} className="h-56" />;
    return (
      <ErrorState title="Clips couldn't be loaded" text={error.message} onRetry={refetch} isRetrying={isFetching} />
    );
  }
  if (clips.length === 0) {
    return (
      <EmptyState
        icon={<Scissors className="size-5" />}
        title="No clips yet"
        text="Open a stream's highlights, pick the ones you like, and cut them."
        action={<ButtonLink href="/streams">All streams</ButtonLink>}
      />
    );
  }
  return (
    <>
      {vodId ? (
        <p className="mb-4 text-sm text-muted">
          Clips of one stream.{" "}
          <a href="/clips" className="rounded text-accent underline">
            Show all clips
          </a>
        </p>
      ) : null}
      <ClipGrid clips={clips} />
    </>
  );
}
