"use client";
import { Sparkles } from "lucide-react";
import dynamic from "next/dynamic";
import { useUndoKeys } from "#app/_keys/use-undo-keys.ts";
import { EarlyReads } from "#app/_player/early-reads.client.tsx";
import { Minimap } from "#app/_player/minimap.client.tsx";
import { useIsOpened, usePlayerControl } from "#app/_player/use-player.ts";
import { usePlayerKeys } from "#app/_player/use-player-keys.ts";
import { VodPlayer } from "#app/_player/vod-player.client.tsx";
import { useVod } from "#app/_queries/vods.ts";
import type { OpenedVodPage } from "#app/_server/open-vod-page.ts";
import { ButtonLink } from "#app/_ui/button.tsx";
import { MediaNotes } from "#app/_ui/media-notes.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Skeleton } from "#app/_ui/states.tsx";
import { useUrlState } from "#app/_ui/url-state.ts";
import { VodGate } from "#app/_ui/vod-gate.tsx";
import type { ReplayTab } from "./replay-tab-names.ts";
import { ReplayTabs } from "./replay-tabs.client.tsx";
import { useTimeInUrl } from "./use-time-in-url.ts";

/** Comes when a highlight is chosen. */
const ReplayTrim = dynamic(() => import("./replay-trim.client.tsx").then((file) => file.ReplayTrim), {
  ssr: false,
  loading: () => <Skeleton className="h-96" />,
});

/** The replay page: player, overview of the whole VOD, and its signals beside it. */
export function Replay(props: { vodId: string; opened: OpenedVodPage; startSeconds: number; tab: ReplayTab }) {
  const { vodId, opened } = props;
  const query = useVod(vodId, opened.page);
  const control = usePlayerControl(props.startSeconds);
  const isOpened = useIsOpened(control);
  const [highlightId, setHighlightId] = useUrlState("h");
  useTimeInUrl(control);
  usePlayerKeys(control);
  useUndoKeys(vodId);
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
          {isOpened ? <Minimap vodId={vodId} control={control} /> : <Skeleton className="mt-3 h-28" />}
          {isOpened && highlightId ? (
            <div className="mt-4">
              <ReplayTrim {...{ vodId, highlightId, control, media }} onSelect={(id) => setHighlightId(id ?? "")} />
            </div>
          ) : null}
        </div>
        <div className="relative lg:min-h-[32rem]">
          {isOpened ? (
            <ReplayTabs page={page} control={control} initialTab={props.tab} />
          ) : (
            <Skeleton className="h-[70dvh] lg:absolute lg:inset-0 lg:h-auto" />
          )}
        </div>
      </div>
    </>
  );
}
