"use client";
import { ListChecks, X } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useMay } from "#app/_access/may.client.tsx";
import { useCommand } from "#app/_keys/keymap.ts";
import { usePlayerControl } from "#app/_player/use-player.ts";
import { usePlayerKeys } from "#app/_player/use-player-keys.ts";
import { useReviewHighlights, useUndoRedo } from "#app/_queries/edits.ts";
import { useHighlights } from "#app/_queries/highlights.ts";
import { useVod, vodUrls } from "#app/_queries/vods.ts";
import type { OpenedVodPage } from "#app/_server/open-vod-page.ts";
import { ButtonLink } from "#app/_ui/button.tsx";
import { highlightName } from "#app/_ui/highlight-words.ts";
import { countOf } from "#app/_ui/job-words.ts";
import { EmptyState, ErrorState, Skeleton } from "#app/_ui/states.tsx";
import { VodGate } from "#app/_ui/vod-gate.tsx";
import type { ToCut } from "../highlights/cut-dialog.client.tsx";
import { writeListView } from "../highlights/model.ts";
import { useCutWithWords } from "../highlights/use-cut-with-words.ts";
import { nextUndecided } from "./model.ts";
import { ReviewBar } from "./review-bar.client.tsx";
import { ReviewInfo } from "./review-info.client.tsx";
import { ReviewProgress } from "./review-progress.tsx";
import { ReviewStage } from "./review-stage.client.tsx";
import { ReviewSummary } from "./review-summary.client.tsx";
import type { SwipeDirection } from "./swipe.ts";
import { useReviewList } from "./use-review-list.ts";
import { useTrimInUrl } from "./use-trim-in-url.ts";

const CutDialog = dynamic(() => import("../highlights/cut-dialog.client.tsx").then((file) => file.CutDialog), {
  ssr: false,
});

// Comes with the first highlight that is trimmed.
const TrimPanel = dynamic(() => import("./trim-panel.client.tsx").then((file) => file.TrimPanel), {
  ssr: false,
  loading: () => <Skeleton className="h-96 lg:h-72" />,
});

/** Of what comes next, so many seconds are there before it is asked for. */
const preparedSeconds = 6;

/** Review mode: one highlight at a time, over the whole screen, from the first to a summary. */
export function ReviewMode({ vodId, opened }: { vodId: string; opened: OpenedVodPage }) {
  const query = useVod(vodId, opened.page);
  const found = useHighlights(vodId);
  const control = usePlayerControl();
  const { items, at, current, goTo, view } = useReviewList(vodId, found.data);
  const review = useReviewHighlights(vodId);
  const history = useUndoRedo(vodId);
  const cutting = useCutWithWords(vodId);
  const [toCut, setToCut] = useState<ToCut | null>(null);
  const [isTrimming, setTrimming] = useTrimInUrl();
  const mayDecide = useMay("POST /api/v1/vods/[id]/reviews");
  const next = at === null ? undefined : items[at + 1];

  const move = (to: number | null) => {
    setTrimming(false);
    goTo(to);
  };
  const decide = (decision: "approve" | "reject") => {
    if (!current || at === null) return;
    review.mutate({ highlightIds: [current.id], decision });
    move(at + 1);
  };
  const undo = () =>
    history.undo(undefined, (highlightIds) => {
      const place = items.findIndex((one) => highlightIds.includes(one.id));
      if (place >= 0 && place !== at) move(place);
    });
  const closeTrim = () => {
    setTrimming(false);
    if (current) control.playRange({ ...current, isLooped: true });
  };
  const isOpen = current !== undefined;
  const play = () => {
    if (control.getRange() === null && current) control.playRange({ ...current, isLooped: true });
    else control.play();
  };
  usePlayerKeys(control, { isEnabled: isOpen });
  // The newer offer of a key counts: stepping by frames ends the loop, playing begins it anew.
  useCommand("play.toggle", () => (control.isPlaying() ? control.pause() : play()), { isEnabled: isOpen });
  useCommand("highlight.approve", () => decide("approve"), { isEnabled: isOpen && !isTrimming });
  useCommand("highlight.reject", () => decide("reject"), { isEnabled: isOpen && !isTrimming });
  useCommand("highlight.next", () => move(at === null ? null : at + 1), { isEnabled: isOpen });
  useCommand("highlight.previous", () => move(at === null ? items.length - 1 : at - 1), {
    isEnabled: at !== 0 && items.length > 0,
  });
  useCommand("highlight.trim", () => setTrimming(true), { isEnabled: isOpen && !isTrimming });
  useCommand(
    "highlight.cut",
    () =>
      current &&
      setToCut({
        title: `Cut ${highlightName(current)}`,
        highlightIds: [current.id],
        ...(current.isClipable === false ? { anyway: true } : {}),
      }),
    { isEnabled: isOpen },
  );
  useCommand("edit.undo", undo);
  useCommand("edit.redo", history.redo);
  const jump = (seconds: number) => {
    const isWithin = current && seconds >= current.startSeconds && seconds < current.endSeconds;
    control.seek(seconds, { keepsRange: isWithin === true });
    control.play();
  };
  const swipe = (direction: SwipeDirection) => {
    if (direction === "up") move(at === null ? null : at + 1);
    else decide(direction === "right" ? "approve" : "reject");
  };

  const page = query.data;
  const filters = new URLSearchParams(
    Object.entries(writeListView(view)).filter((entry): entry is [string, string] => entry[1] !== null),
  ).toString();
  const backHref = `/vods/${vodId}/highlights${filters ? `?${filters}` : ""}`;
  if (!page?.media) return <VodGate query={query} />;
  const { vod, media } = page;
  return (
    <div className="full-screen fixed inset-0 flex flex-col gap-3 bg-canvas px-[max(0.75rem,env(safe-area-inset-left))] pt-[max(0.5rem,env(safe-area-inset-top))] pb-[max(0.75rem,env(safe-area-inset-bottom))] lg:gap-4 lg:px-6 lg:pb-5">
      <title>{`Review of ${vod.title} · VOD Manager`}</title>
      <header className="grid gap-2">
        <div className="flex h-11 items-center gap-2">
          <ButtonLink look="quiet" size="icon" href={backHref} aria-label="Close the review" className="-ml-2">
            <X aria-hidden className="size-5" />
          </ButtonLink>
          <h1 className="min-w-0 flex-1 truncate text-sm text-muted">Review of {vod.title}</h1>
          <p aria-live="polite" className="time text-sm font-medium">
            {items.length === 0 ? "" : at === null ? "Done" : `${at + 1} of ${items.length}`}
          </p>
        </div>
        <ReviewProgress items={items} at={at} />
      </header>
      {found.error && !found.data ? (
        <ErrorState title="Highlights couldn't be loaded" text={found.error.message} onRetry={found.refetch} />
      ) : null}
      {found.isLoading ? <Skeleton className="min-h-0 flex-1" /> : null}
      {found.data && items.length === 0 ? (
        <div className="m-auto">
          <EmptyState
            icon={<ListChecks className="size-5" />}
            title="Nothing to review"
            text="No highlight is like what was asked for."
            action={<ButtonLink href={`/vods/${vodId}/highlights`}>All highlights</ButtonLink>}
          />
        </div>
      ) : null}
      {current ? (
        <>
          <div className="flex min-h-0 flex-1 flex-col gap-3 lg:flex-row lg:gap-6">
            <ReviewStage
              page={{ ...page, media }}
              reads={opened.reads}
              control={control}
              highlight={current}
              isTrimmed={isTrimming}
              onSwipe={mayDecide ? swipe : undefined}
              onMoving={() => {
                if (!next) return;
                control.prepare(next.startSeconds, Math.min(next.endSeconds, next.startSeconds + preparedSeconds));
                new Image().src = vodUrls.frame(vodId, next.startTicks, 960);
              }}
            />
            <div
              // Anew for each: what comes next is read from its beginning.
              key={current.id}
              className={`min-h-0 overflow-y-auto overscroll-contain lg:w-88 lg:pt-2 ${isTrimming ? "max-lg:hidden" : "max-lg:flex-1"}`}
            >
              <ReviewInfo highlight={current} onJump={jump} />
            </div>
          </div>
          {isTrimming ? (
            <TrimPanel key={current.id} highlight={current} control={control} media={media} onDone={closeTrim} />
          ) : (
            <ReviewBar
              canUndo={history.canUndo || review.isPending}
              isFirst={at === 0}
              isKept={current.reviewState === "approved"}
              isRejected={current.reviewState === "rejected"}
            />
          )}
        </>
      ) : null}
      {at === null ? (
        <ReviewSummary
          items={items}
          backHref={backHref}
          onCut={(highlightIds) =>
            setToCut({ title: `Cut ${countOf(highlightIds.length, "kept highlights")}`, highlightIds })
          }
          onUndecided={() => move(nextUndecided(items, -1))}
          onAgain={() => move(0)}
        />
      ) : null}
      {toCut ? (
        <CutDialog
          vodId={vodId}
          highlights={found.data ?? []}
          toCut={toCut}
          onClose={() => setToCut(null)}
          onCut={(request) => cutting.cut(request)}
          isBusy={cutting.isBusy}
        />
      ) : null}
    </div>
  );
}
