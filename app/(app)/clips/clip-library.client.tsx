"use client";
import { Scissors, SearchX } from "lucide-react";
import { useEffect, useState } from "react";
import { useCommand } from "#app/_keys/keymap.ts";
import { type Clip, useClipGroups } from "#app/_queries/clips.ts";
import { Button, ButtonLink } from "#app/_ui/button.tsx";
import { EndOfList } from "#app/_ui/end-of-list.client.tsx";
import { countOf } from "#app/_ui/job-words.ts";
import { EmptyState, ErrorState, Skeleton } from "#app/_ui/states.tsx";
import { useSelection } from "../vods/[vodId]/highlights/use-selection.ts";
import { ClipCard } from "./clip-card.client.tsx";
import { ClipFilterBar, useClipFilters } from "./clip-filters.client.tsx";
import { ClipPlayerDialog } from "./clip-player-dialog.client.tsx";
import { ClipSelectionBar } from "./clip-selection-bar.client.tsx";
import { LibraryStorage } from "./library-storage.client.tsx";

const grid = "grid grid-cols-1 gap-4 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4";

/** All clips of the account, those of one highlight together: searched, filtered, sorted, endless. */
export function ClipLibrary({ canEdit }: { canEdit: boolean }) {
  const { filters, isFiltered, clear } = useClipFilters();
  const list = useClipGroups(filters);
  const { data, error, refetch, isFetching, isPlaceholderData } = list;
  const groups = data?.pages.flatMap((page) => page.groups) ?? [];
  const total = data?.pages[0]?.total ?? 0;
  const [playing, setPlaying] = useState<Clip | null>(null);
  const shownIds = groups.map((group) => group.highlightId);
  const selection = useSelection(shownIds, shownIds);
  useLoadUntil(selection.missingCount === 0, list);
  const selected = groups.filter((group) => selection.has(group.highlightId));
  useCommand("select.all", selection.selectAll, { isEnabled: groups.length > 0 });
  useCommand("select.none", selection.clear, { isEnabled: selected.length > 0 });
  if (data && total === 0 && !isFiltered && !isPlaceholderData) {
    return (
      <>
        <LibraryStorage />
        <EmptyState
          icon={<Scissors className="size-5" />}
          title="No clips yet"
          text="Open a stream's highlights, pick the ones you like, and cut them."
          action={<ButtonLink href="/streams">All streams</ButtonLink>}
        />
      </>
    );
  }
  return (
    <>
      <LibraryStorage />
      <ClipFilterBar filters={filters} isFiltered={isFiltered} onClear={clear} />
      <p role="status" className="mb-3 min-h-5 text-sm text-muted">
        {data && total > 0 ? `${countOf(total, "clips")}${isFiltered ? " found" : ""}` : ""}
      </p>
      {data ? null : error ? (
        <ErrorState title="Clips couldn't be loaded" text={error.message} onRetry={refetch} isRetrying={isFetching} />
      ) : (
        <div role="status" aria-label="Loading" className={grid}>
          {[1, 2, 3, 4, 5, 6, 7, 8].map((n) => (
            <Skeleton key={n} className="h-[22rem]" />
          ))}
        </div>
      )}
      {data && total === 0 ? (
        <EmptyState
          icon={<SearchX className="size-5" />}
          title="No clip fits"
          text="Nothing matches this search with these filters."
          action={<Button onClick={clear}>Clear filters</Button>}
        />
      ) : null}
      <ul
        className={`${grid} ${isPlaceholderData ? "opacity-60" : ""}`}
        aria-label="Clips"
        aria-busy={isPlaceholderData}
      >
        {groups.map((group) => (
          <ClipCard
            key={group.highlightId}
            group={group}
            canEdit={canEdit}
            onPlay={setPlaying}
            preferred={filters}
            heading="h2"
            selection={{
              isSelected: selection.has(group.highlightId),
              onSelect: (isRange) => selection[isRange ? "selectTo" : "toggle"](group.highlightId),
            }}
          />
        ))}
      </ul>
      {data && total > 0 ? <EndOfList list={list} all={total > 12 ? "That's all of them." : ""} /> : null}
      <ClipSelectionBar
        selected={selected}
        filters={filters}
        canEdit={canEdit}
        onAll={selection.selectAll}
        onClear={selection.clear}
        total={groups.length}
      />
      <ClipPlayerDialog
        playing={playing}
        playable={groups.flatMap((group) => playableOf(group.clips, playing))}
        onPlay={setPlaying}
      />
    </>
  );
}

/** Pages beyond this many are left to the scrolling. */
const mostLoadedAhead = 10;

/** Loads more of a list while what the address names is not among what is there. */
function useLoadUntil(isComplete: boolean, list: ReturnType<typeof useClipGroups>): void {
  const { data, hasNextPage, isFetching, fetchNextPage } = list;
  const pageCount = data?.pages.length ?? mostLoadedAhead;
  useEffect(() => {
    if (!isComplete && hasNextPage && !isFetching && pageCount < mostLoadedAhead) void fetchNextPage();
  }, [isComplete, hasNextPage, isFetching, pageCount, fetchNextPage]);
}

/** What is played of a highlight when its turn comes: the shape that plays already, else the first. */
function playableOf(clips: Clip[], playing: Clip | null): Clip[] {
  const playable = clips.filter((clip) => clip.playable);
  const one = playable.find((clip) => clip.clipVodId === playing?.clipVodId) ?? playable[0];
  return one ? [one] : [];
}
