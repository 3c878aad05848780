"use client";
import { Clapperboard, SearchX, Upload } from "lucide-react";
import { useStreamList } from "#app/_queries/streams.ts";
import { Button, ButtonLink } from "#app/_ui/button.tsx";
import { EndOfList } from "#app/_ui/end-of-list.client.tsx";
import { countOf } from "#app/_ui/job-words.ts";
import { EmptyState, ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { StreamFilterBar, useStreamFilters } from "./stream-filters.client.tsx";
import { StreamRow } from "./stream-row.client.tsx";

/** All streams of the account: searched, filtered, sorted, endless. */
export function StreamList({ canEdit }: { canEdit: boolean }) {
  const { filters, isFiltered, clear } = useStreamFilters();
  const list = useStreamList(filters);
  const { data, error, refetch, isFetching, isPlaceholderData } = list;
  const streams = data?.pages.flatMap((page) => page.streams) ?? [];
  const total = data?.pages[0]?.total ?? 0;
  if (data && total === 0 && !isFiltered && !isPlaceholderData) return <NoStreams canEdit={canEdit} />;
  return (
    <>
      <StreamFilterBar filters={filters} isFiltered={isFiltered} onClear={clear} />
      <p role="status" className="mb-3 min-h-5 text-sm text-muted">
        {data && total > 0 ? `${countOf(total, "streams")}${isFiltered ? " found" : ""}` : ""}
      </p>
      {data ? null : error ? (
        <ErrorState title="Streams couldn't be loaded" text={error.message} onRetry={refetch} isRetrying={isFetching} />
      ) : (
        <SkeletonList count={6} className="h-[6.6rem] sm:h-[7.8rem]" />
      )}
      {data && total === 0 ? (
        <EmptyState
          icon={<SearchX className="size-5" />}
          title="No stream fits"
          text="Nothing matches this search with these filters."
          action={<Button onClick={clear}>Clear filters</Button>}
        />
      ) : null}
      <ul
        className={`grid grid-cols-1 gap-3 ${isPlaceholderData ? "opacity-60" : ""}`}
        aria-label="Streams"
        aria-busy={isPlaceholderData}
      >
        {streams.map((stream) => (
          <StreamRow key={stream.streamId} stream={stream} canEdit={canEdit} />
        ))}
      </ul>
      {data && total > 0 ? <EndOfList list={list} all={total > 10 ? "That's all of them." : ""} /> : null}
    </>
  );
}

function NoStreams({ canEdit }: { canEdit: boolean }) {
  return (
    <EmptyState
      icon={<Clapperboard className="size-5" />}
      title="No streams yet"
      text="Import a recording with its chat. VOD Manager finds the moments your viewers reacted to, and cuts them."
      action={
        canEdit ? (
          <ButtonLink href="/import" look="primary">
            <Upload aria-hidden className="size-4" /> Import a stream
          </ButtonLink>
        ) : null
      }
    />
  );
}
