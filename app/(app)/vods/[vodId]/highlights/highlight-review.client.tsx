"use client";
import { ListChecks, Scissors, SearchX, Sparkles } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useEffect, useMemo, useRef, useState } from "react";
import { May } from "#app/_access/may.client.tsx";
import { EarlyReads } from "#app/_player/early-reads.client.tsx";
import { usePlayerControl, usePlayingRangeId } from "#app/_player/use-player.ts";
import { VodPlayer } from "#app/_player/vod-player.client.tsx";
import { isMainClip, useClips } from "#app/_queries/clips.ts";
import { useReviewHighlights } from "#app/_queries/edits.ts";
import { type Highlight, useHighlights } from "#app/_queries/highlights.ts";
import { useVod } from "#app/_queries/vods.ts";
import type { OpenedVodPage } from "#app/_server/open-vod-page.ts";
import { Button, ButtonLink } from "#app/_ui/button.tsx";
import { CutBatch } from "#app/_ui/cut-batch.client.tsx";
import { highlightName } from "#app/_ui/highlight-words.ts";
import { countOf } from "#app/_ui/job-words.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { EmptyState, ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { VodGate } from "#app/_ui/vod-gate.tsx";
import { BulkBar, type BulkDecision } from "./bulk-bar.client.tsx";
import type { ToCut } from "./cut-dialog.client.tsx";
import { HighlightRow, rowId } from "./highlight-row.client.tsx";
import { ListBar } from "./list-bar.client.tsx";
import { applyListView, countStates, wholeList, writeListView } from "./model.ts";
import { RoomLine } from "./room-line.client.tsx";
import type { RowActions } from "./row-actions.ts";
import { useCurrentId } from "./use-current.ts";
import { useCutWithWords } from "./use-cut-with-words.ts";
import { useListLook } from "./use-list-look.ts";
import { useListView } from "./use-list-view.ts";
import { useReviewKeys } from "./use-review-keys.ts";
import { useSelection } from "./use-selection.ts";

const CutDialog = dynamic(() => import("./cut-dialog.client.tsx").then((file) => file.CutDialog), { ssr: false });
const none: Highlight[] = [];

/** The highlights page: look at each moment, see why it was picked, choose, decide, cut. */
export function HighlightReview({ vodId, opened }: { vodId: string; opened: OpenedVodPage }) {
  const query = useVod(vodId, opened.page);
  const found = useHighlights(vodId);
  const router = useRouter();
  const control = usePlayerControl();
  const playingId = usePlayingRangeId(control);
  const highlights = found.data ?? none;
  const [view, changeView] = useListView();
  const shown = useMemo(() => applyListView(highlights, view), [highlights, view]);
  const counts = useMemo(() => countStates(highlights), [highlights]);
  const allIds = useMemo(() => highlights.map((one) => one.id), [highlights]);
  const shownIds = useMemo(() => shown.map((one) => one.id), [shown]);
  const selection = useSelection(allIds, shownIds);
  const [currentId, setCurrentId] = useCurrentId();
  const [look, setLook] = useListLook();
  const cutting = useCutWithWords(vodId);
  const review = useReviewHighlights(vodId);
  const [toCut, setToCut] = useState<ToCut | null>(null);
  const clips = useClips(vodId);
  const clipOf = useMemo(
    () => new Map(clips.data?.filter(isMainClip).map((one) => [one.highlightId, one])),
    [clips.data],
  );
  const current = highlights.find((one) => one.id === currentId);

  const askToCut = (ids: string[], more: Pick<ToCut, "profile" | "onAsked"> = {}) => {
    const [only] = ids.length === 1 ? highlights.filter((one) => one.id === ids[0]) : [];
    setToCut({
      title: only ? `Cut ${highlightName(only)}` : `Cut ${countOf(ids.length, "highlights")}`,
      highlightIds: ids,
      ...(only?.isClipable === false ? { anyway: true } : {}),
      ...more,
    });
  };
  const decide = (highlightIds: string[], decision: BulkDecision) => review.mutate({ highlightIds, decision });
  const latest = useRef({ askToCut, decide, selection, cutting, setCurrentId });
  latest.current = { askToCut, decide, selection, cutting, setCurrentId };
  const [actions] = useState<RowActions>(() => ({
    select: (id, isRange) => latest.current.selection[isRange ? "selectTo" : "toggle"](id),
    point: (id) => latest.current.setCurrentId(id),
    decide: (id, decision) => latest.current.decide([id], decision),
    cut: (id, profile) => latest.current.askToCut([id], { profile }),
    cancel: (id) => latest.current.cutting.cancel([id]),
  }));
  useReviewKeys({
    ...{ vodId, control, shown, current, selection },
    selectedIds: selection.ids,
    onMove: (to) => {
      const row = document.getElementById(rowId(to.id));
      row?.focus({ preventScroll: true });
      row?.scrollIntoView({ block: "nearest" });
      setCurrentId(to.id);
      if (control.isPlaying()) control.playRange(to);
      else control.seek(to.startSeconds);
    },
    onDecide: decide,
    onTrim: (one) => router.push(`/vods/${vodId}/highlights/${one.id}`),
    onCut: (ids) => askToCut(ids),
  });

  // Of what the address names, and of nothing that is touched later: rows must not move under a pointer.
  const toCue = useRef(currentId);
  useEffect(() => {
    const asked = highlights.find((one) => one.id === toCue.current);
    if (!asked) return;
    toCue.current = null;
    control.seek(asked.startSeconds);
    document.getElementById(rowId(asked.id))?.scrollIntoView({ block: "center" });
  }, [highlights, control]);

  const page = query.data;
  if (!page?.media) return <VodGate query={query} />;
  const { vod, media } = page;
  const selected = highlights.filter((one) => selection.has(one.id));
  const filters = new URLSearchParams(
    Object.entries(writeListView(view)).filter((entry): entry is [string, string] => entry[1] !== null),
  ).toString();
  return (
    <>
      <EarlyReads reads={opened.reads} />
      <title>{`Highlights of ${vod.title} · VOD Manager`}</title>
      <PageHeader
        title="Highlights"
        back={vod.streamId ? { href: `/streams/${vod.streamId}`, label: vod.title } : undefined}
        facts={
          found.data ? (
            <>
              <span>{countOf(highlights.length, "highlights")}</span>
              <RoomLine vodId={vodId} highlights={highlights} />
            </>
          ) : (
            <span className="h-5" />
          )
        }
        actions={
          <>
            <ButtonLink href={`/vods/${vodId}`} className="max-sm:px-3">
              Replay
            </ButtonLink>
            <ButtonLink href={`/vods/${vodId}/review${filters ? `?${filters}` : ""}`} className="max-sm:px-3">
              <ListChecks aria-hidden className="size-4" />
              <span>
                Review<span className="max-sm:sr-only"> one by one</span>
              </span>
            </ButtonLink>
            <May call="POST /api/v1/vods/[id]/cuts">
              <Button
                look="primary"
                className="max-sm:px-3"
                disabled={highlights.length === 0}
                onClick={() => setToCut({ title: "Cut all clips", highlightIds: "all" })}
              >
                <Scissors aria-hidden className="size-4" /> Cut all clips
              </Button>
            </May>
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
        <div className={`min-w-0 lg:order-1 ${selected.length > 0 ? "pb-28" : ""}`}>
          {found.error && !found.data ? (
            <ErrorState title="Highlights couldn't be loaded" text={found.error.message} onRetry={found.refetch} />
          ) : null}
          {found.isLoading ? <SkeletonList count={5} className="h-40" /> : null}
          {found.data?.length === 0 ? (
            <EmptyState
              icon={<Sparkles className="size-5" />}
              title="No highlights yet"
              text="They show up here by themselves once the video, chat and events have been looked at."
            />
          ) : null}
          {highlights.length > 0 ? (
            <ListBar
              view={view}
              onChange={changeView}
              counts={counts}
              shownCount={shown.length}
              totalCount={highlights.length}
              look={look}
              onLook={setLook}
            />
          ) : null}
          <CutBatch vodId={vodId} />
          {highlights.length > 0 && shown.length === 0 ? (
            <EmptyState
              icon={<SearchX className="size-5" />}
              title="No highlight is like that"
              text="Change what is asked for, or show all of them again."
              action={<Button onClick={() => changeView({ ...wholeList, sort: view.sort })}>Show all</Button>}
            />
          ) : null}
          <ul className={`grid grid-cols-1 gap-3 ${look === "cards" ? "sm:grid-cols-2" : ""}`} aria-label="Highlights">
            {shown.map((highlight) => (
              <HighlightRow
                key={highlight.id}
                highlight={highlight}
                control={control}
                media={media}
                actions={actions}
                isPlaying={playingId === highlight.id}
                isSelected={selection.has(highlight.id)}
                isCurrent={currentId === highlight.id}
                isBusy={cutting.isBusy}
                clip={clipOf.get(highlight.id)}
                isCard={look === "cards"}
              />
            ))}
          </ul>
        </div>
      </div>
      <BulkBar
        vodId={vodId}
        selected={selected}
        hiddenCount={selected.filter((one) => !shown.includes(one)).length}
        canSelectAll={shown.some((one) => !selection.has(one.id))}
        onAll={selection.selectAll}
        onInvert={selection.invert}
        onClear={selection.clear}
        onDecide={(decision) => decide(selection.ids, decision)}
        onCut={() => askToCut(selection.ids, { onAsked: selection.clear })}
        isBusy={cutting.isBusy}
      />
      {toCut ? (
        <CutDialog
          vodId={vodId}
          highlights={highlights}
          toCut={toCut}
          onClose={() => setToCut(null)}
          onCut={(request) => cutting.cut(request)}
          isBusy={cutting.isBusy}
        />
      ) : null}
    </>
  );
}
