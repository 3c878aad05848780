"use client";
import { ChevronLeft, ChevronRight, SearchX } from "lucide-react";
import { useRouter } from "next/navigation";
import { useCommand } from "#app/_keys/keymap.ts";
import { useUndoKeys } from "#app/_keys/use-undo-keys.ts";
import { EarlyReads } from "#app/_player/early-reads.client.tsx";
import { usePlayerControl } from "#app/_player/use-player.ts";
import { usePlayerKeys } from "#app/_player/use-player-keys.ts";
import { VodPlayer } from "#app/_player/vod-player.client.tsx";
import { useReviewHighlights } from "#app/_queries/edits.ts";
import { useHighlights } from "#app/_queries/highlights.ts";
import { useVod } from "#app/_queries/vods.ts";
import type { OpenedVodPage } from "#app/_server/open-vod-page.ts";
import { TrimEditor } from "#app/_trim/trim-editor.client.tsx";
import { ButtonLink } from "#app/_ui/button.tsx";
import { formatBounds, highlightName } from "#app/_ui/highlight-words.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { EmptyState, ErrorState, Skeleton } from "#app/_ui/states.tsx";
import { VodGate } from "#app/_ui/vod-gate.tsx";
import { ReviewButtons } from "../review-buttons.client.tsx";
import { useCutWithWords } from "../use-cut-with-words.ts";
import { HighlightAside } from "./highlight-aside.client.tsx";

type Props = { vodId: string; highlightId: string; opened: OpenedVodPage; startSeconds: number };

/** One highlight with everything about it: picture, bounds, reasons, what was done to it, its clips. */
export function HighlightPage({ vodId, highlightId, opened, startSeconds }: Props) {
  const query = useVod(vodId, opened.page);
  const found = useHighlights(vodId);
  const control = usePlayerControl(startSeconds);
  const router = useRouter();
  const review = useReviewHighlights(vodId);
  const cutting = useCutWithWords(vodId);
  const inTime = [...(found.data ?? [])].sort((a, b) => a.startSeconds - b.startSeconds);
  const at = inTime.findIndex((one) => one.id === highlightId);
  const highlight = inTime[at];
  const list = `/vods/${vodId}/highlights`;
  const go = (id: string | null | undefined) => router.push(id ? `${list}/${id}` : list);
  const decide = (decision: "approve" | "reject") => review.mutate({ highlightIds: [highlightId], decision });

  usePlayerKeys(control);
  useUndoKeys(vodId);
  const isThere = highlight !== undefined;
  useCommand("highlight.previous", () => go(inTime[at - 1]?.id), { isEnabled: at > 0 });
  useCommand("highlight.next", () => go(inTime[at + 1]?.id), { isEnabled: isThere && at < inTime.length - 1 });
  useCommand("highlight.approve", () => decide("approve"), { isEnabled: isThere });
  useCommand("highlight.reject", () => decide("reject"), { isEnabled: isThere });
  useCommand(
    "highlight.cut",
    () => cutting.cut({ highlightIds: [highlightId], anyway: highlight?.isClipable === false }),
    { isEnabled: isThere },
  );

  const page = query.data;
  if (!page?.media) return <VodGate query={query} />;
  const { vod, media } = page;
  const name = highlight ? highlightName(highlight) : "Highlight";
  return (
    <>
      <EarlyReads reads={opened.reads} />
      <title>{`${name} · ${vod.title} · VOD Manager`}</title>
      <PageHeader
        // Its title is edited right below.
        title={highlight ? highlightName({ ...highlight, title: null }) : name}
        back={{ href: list, label: `Highlights of ${vod.title}` }}
        facts={highlight ? <span className="time">{formatBounds(highlight)}</span> : null}
        actions={
          highlight ? (
            <>
              <ReviewButtons
                highlight={highlight}
                onDecide={(decision) => review.mutate({ highlightIds: [highlightId], decision })}
              />
              <Neighbour label="Previous highlight" href={inTime[at - 1] && `${list}/${inTime[at - 1]?.id}`}>
                <ChevronLeft aria-hidden className="size-4" />
              </Neighbour>
              <Neighbour label="Next highlight" href={inTime[at + 1] && `${list}/${inTime[at + 1]?.id}`}>
                <ChevronRight aria-hidden className="size-4" />
              </Neighbour>
              <ButtonLink size="small" href={`/vods/${vodId}?t=${Math.floor(highlight.startSeconds)}&h=${highlightId}`}>
                Replay
              </ButtonLink>
            </>
          ) : null
        }
      />
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="grid min-w-0 grid-cols-1 gap-4 self-start">
          {/* As large as leaves room for the editor below it. */}
          <div className="mx-auto w-full" style={{ maxWidth: "max(30rem, (100dvh - 34rem) * 16 / 9)" }}>
            <VodPlayer control={control} vod={vod} media={media} reads={opened.reads} />
          </div>
          {found.error && !found.data ? (
            <ErrorState title="The highlight couldn't be loaded" text={found.error.message} onRetry={found.refetch} />
          ) : null}
          {found.isLoading ? <Skeleton className="h-96" /> : null}
          {highlight ? (
            <TrimEditor highlight={highlight} highlights={inTime} control={control} media={media} onSelect={go} />
          ) : null}
          {found.data && !highlight ? (
            <EmptyState
              icon={<SearchX className="size-5" />}
              title="This highlight is gone"
              text="It was merged, removed, or isn't found any more. What you took away yourself comes back by undo (Z)."
              action={<ButtonLink href={list}>All highlights</ButtonLink>}
            />
          ) : null}
        </div>
        {highlight ? <HighlightAside highlight={highlight} control={control} /> : null}
      </div>
    </>
  );
}

function Neighbour({ label, href, children }: { label: string; href: string | undefined; children: React.ReactNode }) {
  if (!href) return null;
  return (
    <ButtonLink size="small" href={href} aria-label={label} title={label}>
      {children}
    </ButtonLink>
  );
}
