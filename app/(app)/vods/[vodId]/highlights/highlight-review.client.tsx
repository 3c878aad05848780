"use client";
import { Scissors, Sparkles } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useUndoKeys } from "#app/_keys/use-undo-keys.ts";
import { EarlyReads } from "#app/_player/early-reads.client.tsx";
import { usePlayerControl, usePlayingRangeId } from "#app/_player/use-player.ts";
import { VodPlayer } from "#app/_player/vod-player.client.tsx";
import { useClips } from "#app/_queries/clips.ts";
import { useHighlights } from "#app/_queries/highlights.ts";
import { useVod } from "#app/_queries/vods.ts";
import type { OpenedVodPage } from "#app/_server/open-vod-page.ts";
import { Button, ButtonLink } from "#app/_ui/button.tsx";
import { CutBatch } from "#app/_ui/cut-batch.client.tsx";
import { highlightName } from "#app/_ui/highlight-words.ts";
import { countOf } from "#app/_ui/job-words.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { EmptyState, ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { VodGate } from "#app/_ui/vod-gate.tsx";
import { CutDialog } from "./cut-dialog.client.tsx";
import { HighlightRow } from "./highlight-row.client.tsx";
import { SelectionBar } from "./selection-bar.client.tsx";
import { useCutWithWords } from "./use-cut-with-words.ts";
import { useSelection } from "./use-selection.ts";

/** What the dialog is asked to cut; `onAsked` is called when that was done. */
type ToCut = { title: string; highlightIds: string[] | "all"; anyway?: boolean; onAsked?: () => void };

/** The highlights page: look at each moment, see why it was picked, choose, cut. */
export function HighlightReview(props: { vodId: string; opened: OpenedVodPage; playId: string | null }) {
  const { vodId, opened, playId } = props;
  const query = useVod(vodId, opened.page);
  const found = useHighlights(vodId);
  const control = usePlayerControl();
  const playingId = usePlayingRangeId(control);
  const highlights = found.data ?? [];
  const selection = useSelection(highlights.map((one) => one.id));
  const cutting = useCutWithWords(vodId);
  const [toCut, setToCut] = useState<ToCut | null>(null);
  const clips = useClips(vodId);

  useUndoKeys(vodId);

  const asked = highlights.find((one) => one.id === playId);
  const cued = useRef(false);
  useEffect(() => {
    if (!asked || cued.current) return;
    cued.current = true;
    control.seek(asked.startSeconds);
    document.getElementById(`highlight-${asked.id}`)?.scrollIntoView({ block: "center" });
  }, [asked, control]);

  const page = query.data;
  if (!page?.media) return <VodGate query={query} />;
  const { vod, media } = page;
  return (
    <>
      <EarlyReads reads={opened.reads} />
      <title>{`Highlights of ${vod.title} · VOD Manager`}</title>
      <PageHeader
        title="Highlights"
        back={vod.streamId ? { href: `/streams/${vod.streamId}`, label: vod.title } : undefined}
        facts={found.data ? countOf(highlights.length, "highlights") : null}
        actions={
          <>
            <ButtonLink href={`/vods/${vodId}`}>Replay</ButtonLink>
            <Button
              look="primary"
              disabled={highlights.length === 0}
              onClick={() => setToCut({ title: "Cut all clips", highlightIds: "all" })}
            >
              <Scissors aria-hidden className="size-4" /> Cut all clips
            </Button>
          </>
        }
      />
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,30rem)]">
        <VodPlayer
          control={control}
          vod={vod}
          media={media}
          reads={opened.reads}
          className="z-20 max-lg:sticky max-lg:top-14 max-lg:-mx-4 max-lg:bg-canvas max-lg:px-4 max-lg:pb-2 lg:sticky lg:top-20 lg:order-2 lg:self-start"
        />
        <div className="min-w-0 lg:order-1">
          {found.error ? (
            <ErrorState title="Highlights couldn't be loaded" text={found.error.message} onRetry={found.refetch} />
          ) : null}
          {found.isLoading ? <SkeletonList count={5} className="h-32" /> : null}
          {found.data?.length === 0 ? (
            <EmptyState
              icon={<Sparkles className="size-5" />}
              title="No highlights yet"
              text="They show up here by themselves once the video, chat and events have been looked at."
            />
          ) : null}
          <CutBatch vodId={vodId} />
          <ul className="grid grid-cols-1 gap-3" aria-label="Highlights">
            {highlights.map((highlight) => (
              <HighlightRow
                key={highlight.id}
                highlight={highlight}
                isPlaying={playingId === highlight.id}
                isSelected={selection.has(highlight.id)}
                isBusy={cutting.isBusy}
                onSelect={(range) => selection.toggle(highlight.id, range)}
                onCut={(anyway) =>
                  setToCut({ title: `Cut ${highlightName(highlight)}`, highlightIds: [highlight.id], anyway })
                }
                onRender={(request) =>
                  cutting.cut({ highlightIds: [highlight.id], anyway: highlight.isClipable === false, ...request })
                }
                onCancel={() => cutting.cancel([highlight.id])}
                clip={clips.data?.find((clip) => clip.highlightId === highlight.id && clip.profile === "landscape")}
                control={control}
              />
            ))}
          </ul>
        </div>
      </div>
      <SelectionBar
        selected={highlights.filter((one) => selection.has(one.id))}
        total={highlights.length}
        onAll={selection.selectAll}
        onClear={selection.clear}
        onCut={(highlightIds) =>
          setToCut({
            title: `Cut ${countOf(highlightIds.length, "highlights")}`,
            highlightIds,
            onAsked: selection.clear,
          })
        }
        isBusy={cutting.isBusy}
      />
      <CutDialog
        vodId={vodId}
        title={toCut?.title ?? ""}
        request={toCut && { highlightIds: toCut.highlightIds, ...(toCut.anyway ? { anyway: true } : {}) }}
        onClose={() => setToCut(null)}
        onCut={(request) => cutting.cut(request, toCut?.onAsked)}
        isBusy={cutting.isBusy}
      />
    </>
  );
}
