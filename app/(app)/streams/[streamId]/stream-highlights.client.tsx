"use client";
import { RefreshCw, Sparkles } from "lucide-react";
import { toast } from "sonner";
import { useHighlights } from "#app/_queries/highlights.ts";
import { type StreamPage, type StreamVod, useRequestDetection } from "#app/_queries/streams.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button, ButtonLink } from "#app/_ui/button.tsx";
import { Section } from "#app/_ui/card.tsx";
import { HighlightTile } from "#app/_ui/highlight-tile.tsx";
import { JobLine } from "#app/_ui/job-line.tsx";
import { describeDetection } from "#app/_ui/job-words.ts";
import { EmptyState, ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { DetectionDiffNote } from "./detection-diff.tsx";
import { PrecisionNote } from "./precision-note.tsx";
import { SignalStateList } from "./signal-state-list.tsx";

const shownCount = 6;

/** The stream page's highlights: state of detection, the best few, and the way to all of them. */
export function StreamHighlights(props: { page: StreamPage; vod: StreamVod; canEdit: boolean }) {
  const { page, vod, canEdit } = props;
  const { detection, stream } = page;
  const again = useRequestDetection(stream.streamId);
  const state = describeDetection(page);
  const isReady = vod.state === "ready";
  const found = useHighlights(vod.id, { enabled: isReady });
  const detect = () =>
    again.mutate(undefined, {
      onSuccess: ({ joined }) => toast(joined ? "It is being looked at already" : "Looking for highlights again"),
      onError: (error) => toast.error(error.message),
    });
  const jobs = page.jobs.filter((job) => job.subjectId === detection?.id && ["queued", "running"].includes(job.state));

  return (
    <Section
      title="Highlights"
      note={
        <Badge tone={state.tone} live={state.live}>
          {state.label}
        </Badge>
      }
      actions={
        isReady ? (
          <>
            <ButtonLink href="/settings/detection" size="small" look="quiet">
              Settings
            </ButtonLink>
            {canEdit ? (
              <Button size="small" onClick={detect} disabled={again.isPending || state.live}>
                <RefreshCw aria-hidden className="size-4" /> Find again
              </Button>
            ) : null}
            {page.highlightCount > 0 ? (
              <ButtonLink href={`/vods/${vod.id}/highlights`} size="small">
                Review all {page.highlightCount}
              </ButtonLink>
            ) : null}
          </>
        ) : null
      }
    >
      {jobs.map((job) => (
        <div key={job.id} className="mb-4 max-w-md">
          <JobLine job={job} />
        </div>
      ))}
      {detection?.state === "failed" ? (
        <ErrorState
          title="Highlights couldn't be found"
          text={detection.failureText ?? "The reason is not known."}
          onRetry={canEdit ? detect : undefined}
          isRetrying={again.isPending}
        />
      ) : null}
      {found.error && !found.data ? (
        <ErrorState title="Highlights couldn't be loaded" text={found.error.message} onRetry={found.refetch} />
      ) : null}
      {found.isLoading && isReady ? <SkeletonList count={2} className="h-40" /> : null}
      {found.data && found.data.length > 0 ? (
        <ul
          className="grid grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-3 max-sm:[&>li:nth-child(n+4)]:hidden"
          aria-label="Best highlights"
        >
          {found.data.slice(0, shownCount).map((highlight) => (
            <HighlightTile key={highlight.id} highlight={highlight} />
          ))}
        </ul>
      ) : null}
      {found.data?.length === 0 && !found.isFetching && page.highlightCount === 0 && detection?.state === "done" ? (
        <EmptyState
          icon={<Sparkles className="size-5" />}
          title="No moment stood out"
          text="Chat, events and sound stayed even over the whole stream. More signals help: add a chat, events or transcript file below."
        />
      ) : null}
      {hasNewerFile(page) ? (
        <p role="status" className="mt-3 text-sm text-warn">
          A file was read or moved after this search.{" "}
          {canEdit ? '"Find again" uses it.' : "An editor can search again."}
        </p>
      ) : null}
      {detection?.signalStates ? (
        <div className="mt-6 border-t border-line pt-4">
          <h3 className="font-medium">How they were found</h3>
          <SignalStateList states={detection.signalStates} lag={detection.lag} />
          <PrecisionNote precision={page.precision} />
          {detection.diff ? <DetectionDiffNote diff={detection.diff} /> : null}
        </div>
      ) : null}
    </Section>
  );
}

/** Whether a file was read, or moved in time, after the newest run of detection began to read. */
function hasNewerFile({ detection, signalImports }: StreamPage): boolean {
  if (detection?.state !== "done" || detection.startedAt === null) return false;
  const startedAt = Date.parse(detection.startedAt);
  return signalImports.some(({ state, finishedAt }) => state === "done" && Date.parse(finishedAt ?? "") > startedAt);
}
