"use client";
import { Scissors } from "lucide-react";
import Link from "next/link";
import { useClips } from "#app/_queries/clips.ts";
import { useStorage } from "#app/_queries/storage.ts";
import { ButtonLink } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/card.tsx";
import { ClipGrid } from "#app/_ui/clip-grid.client.tsx";
import { countOf } from "#app/_ui/job-words.ts";
import { EmptyState, ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { StorageBars } from "#app/_ui/storage-bar.tsx";

/** How full the account is, and the way to the trash. */
function LibraryStorage() {
  const { data: storage } = useStorage();
  if (!storage) return null;
  const trashedCount = storage.trash.filter((one) => one.kind === "highlight").length;
  return (
    <Card className="mt-8 p-4">
      <StorageBars storage={storage} />
      <p className="mt-3 text-sm">
        <Link href="/storage" className="rounded text-accent underline">
          {trashedCount > 0 ? `Storage and trash (${countOf(trashedCount, "clips")} to restore)` : "Storage and trash"}
        </Link>
      </p>
    </Card>
  );
}

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
      <LibraryStorage />
    </>
  );
}
