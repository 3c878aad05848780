"use client";
import { Sparkles } from "lucide-react";
import dynamic from "next/dynamic";
import { useCallback, useState } from "react";
import { useMay } from "#app/_access/may.client.tsx";
import { EarlyReads } from "#app/_player/early-reads.client.tsx";
import { Minimap } from "#app/_player/minimap/minimap.client.tsx";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { useIsOpened, usePlayerControl } from "#app/_player/use-player.ts";
import { usePlayerKeys } from "#app/_player/use-player-keys.ts";
import { VodPlayer } from "#app/_player/vod-player.client.tsx";
import { useCreateHighlight } from "#app/_queries/highlight-edits.ts";
import { useMinimap, useVod } from "#app/_queries/vods.ts";
import type { OpenedVodPage } from "#app/_server/open-vod-page.ts";
import { ButtonLink } from "#app/_ui/button.tsx";
import { MediaNotes } from "#app/_ui/media-notes.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Skeleton } from "#app/_ui/states.tsx";
import { VodGate } from "#app/_ui/vod-gate.tsx";
import { ReplayTabs } from "./replay-tabs.client.tsx";
import { type Selection, useSelection } from "./use-selection.ts";
import { useTimeInUrl } from "./use-time-in-url.ts";

// Comes with the first highlight that is chosen.
const TrimPlace = dynamic(() => import("./trim-place.client.tsx").then((file) => file.TrimPlace), {
  loading: () => <Skeleton className="mt-4 h-80" />,
});

/** The replay page: player, overview of the whole VOD, and its signals beside it. */
export function Replay(props: { vodId: string; opened: OpenedVodPage; startSeconds: number }) {
  const { vodId, opened } = props;
  const query = useVod(vodId, opened.page);
  const control = usePlayerControl(props.startSeconds);
  const isOpened = useIsOpened(control);
  const selection = useSelection(vodId, control);
  // The tabs come after the overview: the chat needs to know how many messages are where.
  const overview = useMinimap(vodId, { enabled: false });
  const [marks, setMarks] = useState<readonly number[]>([]);
  useTimeInUrl(control);
  usePlayerKeys(control);
  const page = query.data;
  if (!page?.media) return <VodGate query={query} />;
  const { vod, media } = page;
  return (
    <>
      <EarlyReads reads={opened.reads} />
      <title>{`${vod.title} · Replay · VOD Manager`}</title>
      <PageHeader
        title={vod.title}
        back={
          vod.streamId ? { href: `/streams/${vod.streamId}`, label: "Stream" } : { href: "/streams", label: "Streams" }
        }
        actions={
          <ButtonLink href={`/vods/${vodId}/highlights`} size="small">
            <Sparkles aria-hidden className="size-4" /> Review highlights
          </ButtonLink>
        }
      />
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0">
          <VodPlayer control={control} vod={vod} media={media} reads={opened.reads} />
          <MediaNotes media={media} />
          {isOpened ? (
            <>
              <Overview {...{ vodId, control, marks, selection, media }} />
              {selection.id ? <TrimPlace {...{ vodId, control, selection, media }} /> : null}
            </>
          ) : (
            <Skeleton className="mt-3 h-56" />
          )}
        </div>
        <div className="relative lg:min-h-[32rem]">
          {isOpened && !overview.isPending ? (
            <ReplayTabs page={page} control={control} selection={selection} onMarks={setMarks} />
          ) : (
            <Skeleton className="h-[70dvh] lg:absolute lg:inset-0 lg:h-auto" />
          )}
        </div>
      </div>
    </>
  );
}

type OverviewProps = {
  vodId: string;
  control: PlayerControl;
  marks: readonly number[];
  selection: Selection;
  media: { durationSeconds: number; timescale: number };
};

/** The overview; a stretch marked on it becomes a highlight, which is chosen then. */
function Overview({ vodId, control, marks, selection, media }: OverviewProps) {
  const { mutateAsync } = useCreateHighlight(vodId, media.timescale);
  const mayCreate = useMay("POST /api/v1/vods/[id]/highlights");
  const { select } = selection;
  const create = useCallback(
    async (range: { startSeconds: number; endSeconds: number }) => {
      try {
        const { highlightId } = await mutateAsync(range);
        select({ id: highlightId, startSeconds: range.startSeconds });
        return true;
      } catch {
        // Told by a message already; what was marked stays marked.
        return false;
      }
    },
    [mutateAsync, select],
  );
  return (
    <Minimap
      {...{ vodId, control, marks }}
      durationSeconds={media.durationSeconds}
      selectedId={selection.id}
      onSelect={select}
      onCreate={mayCreate ? create : undefined}
    />
  );
}
