"use client";
import { Play, Sparkles } from "lucide-react";
import { type StreamVod, useStream } from "#app/_queries/streams.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { ButtonLink } from "#app/_ui/button.tsx";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { ErrorState, Skeleton } from "#app/_ui/states.tsx";
import { StreamClips } from "./stream-clips.client.tsx";
import { StreamFiles } from "./stream-files.client.tsx";
import { StreamHighlights } from "./stream-highlights.client.tsx";
import { StreamOverview } from "./stream-overview.tsx";
import { VodActions } from "./vod-actions.client.tsx";
import { VodStatus } from "./vod-status.client.tsx";

const back = { href: "/streams", label: "Streams" };
const goneStates: StreamVod["state"][] = ["failed", "trashed", "deleting", "deleted"];

/** One stream: what it is and how far, its highlights, clips and files. */
export function StreamView({ streamId, canEdit }: { streamId: string; canEdit: boolean }) {
  const { data: page, error, refetch, isFetching } = useStream(streamId);
  if (!page) {
    if (!error) return <Loading />;
    return (
      <>
        <PageHeader title="Stream" back={back} />
        <ErrorState
          title="This stream couldn't be loaded"
          text={error.message}
          onRetry={refetch}
          isRetrying={isFetching}
        />
      </>
    );
  }
  const { stream } = page;
  const vod = stream.vods[0];
  return (
    <>
      <title>{`${stream.title} · VOD Manager`}</title>
      <PageHeader
        title={stream.title}
        back={back}
        facts={
          <>
            <LocalDate iso={stream.startedAt ?? stream.createdAt} />
            {vod?.isPinned ? <Badge tone="accent">Pinned</Badge> : null}
          </>
        }
        actions={
          <>
            {vod?.state === "ready" ? (
              <>
                {page.highlightCount > 0 ? (
                  <ButtonLink href={`/vods/${vod.id}/review`} look="primary">
                    <Sparkles aria-hidden className="size-4" /> Review
                  </ButtonLink>
                ) : null}
                <ButtonLink href={`/vods/${vod.id}`}>
                  <Play aria-hidden className="size-4" /> Replay
                </ButtonLink>
              </>
            ) : null}
            {canEdit ? <VodActions stream={stream} /> : null}
          </>
        }
      />
      {error ? (
        <div className="mb-6">
          <ErrorState title="The newest state couldn't be loaded" text={error.message} onRetry={refetch} />
        </div>
      ) : null}
      <div className="grid gap-3">
        {stream.vods.map((one) => (
          <VodStatus key={one.id} vod={one} jobs={page.jobs.filter((job) => job.subjectId === one.id)} />
        ))}
      </div>
      {vod && !goneStates.includes(vod.state) ? (
        <>
          <StreamOverview page={page} vod={vod} />
          <StreamHighlights page={page} vod={vod} canEdit={canEdit} />
        </>
      ) : null}
      {vod ? <StreamClips vodId={vod.id} canEdit={canEdit} /> : null}
      <StreamFiles page={page} canEdit={canEdit} />
    </>
  );
}

function Loading() {
  return (
    <div role="status" aria-label="Loading">
      <Skeleton className="mb-2 h-5 w-20" />
      <Skeleton className="mb-6 h-8 w-80 max-w-full" />
      <Skeleton className="h-64" />
      <Skeleton className="mt-8 h-80" />
    </div>
  );
}
