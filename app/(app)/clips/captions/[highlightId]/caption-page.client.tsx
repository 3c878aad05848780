"use client";
import { EarlyReads } from "#app/_player/early-reads.client.tsx";
import { usePlayerControl } from "#app/_player/use-player.ts";
import { useCaptions } from "#app/_queries/captions.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import { useVod } from "#app/_queries/vods.ts";
import type { OpenedVodPage } from "#app/_server/open-vod-page.ts";
import { formatBounds, highlightName } from "#app/_ui/highlight-words.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { VodGate } from "#app/_ui/vod-gate.tsx";
import { CaptionEditor } from "./caption-editor.client.tsx";

/** The captions of one highlight: player with a preview beside the lines. */
export function CaptionPage(props: { highlight: Highlight; opened: OpenedVodPage; canEdit: boolean }) {
  const { highlight, opened, canEdit } = props;
  const query = useVod(highlight.vodId, opened.page);
  const captions = useCaptions(highlight.id);
  const control = usePlayerControl(highlight.startSeconds);
  const page = query.data;
  if (!page?.media) return <VodGate query={query} />;
  const name = highlightName(highlight);
  return (
    <>
      <EarlyReads reads={opened.reads} />
      <title>{`Captions of ${name} · VOD Manager`}</title>
      <PageHeader
        title="Captions"
        back={{ href: "/clips", label: "Clips" }}
        facts={
          <>
            <span className="text-ink">{name}</span>
            <span className="time">{formatBounds(highlight)}</span>
            <span>{page.vod.title}</span>
          </>
        }
      />
      {captions.data ? (
        <CaptionEditor
          highlight={highlight}
          view={captions.data}
          refetch={async () => (await captions.refetch()).data}
          source={page.media}
          player={{ control, vod: page.vod, media: page.media, reads: opened.reads }}
          canEdit={canEdit}
        />
      ) : captions.error ? (
        <ErrorState title="The captions couldn't be loaded" text={captions.error.message} onRetry={captions.refetch} />
      ) : (
        <SkeletonList count={4} className="h-24" />
      )}
    </>
  );
}
