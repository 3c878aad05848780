"use client";
import { Clapperboard, Upload } from "lucide-react";
import { useStreams } from "#app/_queries/streams.ts";
import { ButtonLink } from "#app/_ui/button.tsx";
import { EmptyState, ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { StreamRow } from "./stream-row.tsx";

/** All streams of the account. */
export function StreamList() {
  const { data, error, refetch, isFetching } = useStreams();
  if (data === undefined) {
    if (!error) return <SkeletonList count={4} className="h-28" />;
    return (
      <ErrorState title="Streams couldn't be loaded" text={error.message} onRetry={refetch} isRetrying={isFetching} />
    );
  }
  if (data.length === 0) {
    return (
      <EmptyState
        icon={<Clapperboard className="size-5" />}
        title="No streams yet"
        text="Import a recording with its chat. VOD Manager finds the moments your viewers reacted to, and cuts them."
        action={
          <ButtonLink href="/import" look="primary">
            <Upload aria-hidden className="size-4" /> Import a stream
          </ButtonLink>
        }
      />
    );
  }
  return (
    <ul className="grid grid-cols-1 gap-3" aria-label="Streams">
      {data.map((stream) => (
        <StreamRow key={stream.streamId} stream={stream} />
      ))}
    </ul>
  );
}
