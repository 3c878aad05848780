"use client";
import { Play } from "lucide-react";
import { useStream } from "#app/_queries/streams.ts";
import { ButtonLink } from "#app/_ui/button.tsx";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { formatBytes, formatDuration } from "#lib/time.ts";
import { StreamClips } from "./stream-clips.client.tsx";
import { StreamFiles } from "./stream-files.client.tsx";
import { StreamHighlights } from "./stream-highlights.client.tsx";
import { VodActions } from "./vod-actions.client.tsx";
import { VodStatus } from "./vod-status.client.tsx";

const back = { href: "/streams", label: "Streams" };

/** One stream: its video, files, highlights and clips. */
export function StreamView({ streamId }: { streamId: string }) {
  const { data: page, error, refetch, isFetching } = useStream(streamId);
  if (!page) {
    if (!error) return <SkeletonList count={3} className="h-32" />;
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
  const facts = (
    <>
      <LocalDate iso={stream.startedAt ?? stream.createdAt} />
      {vod?.durationMs ? <span className="time">{formatDuration(vod.durationMs / 1000)}</span> : null}
      {vod?.sizeBytes ? <span className="time">{formatBytes(vod.sizeBytes)}</span> : null}
    </>
  );
  return (
    <>
      <title>{`${stream.title} · VOD Manager`}</title>
      <PageHeader
        title={stream.title}
        back={back}
        facts={facts}
        actions={
          vod ? (
            <>
              <VodActions vod={vod} />
              {vod.state === "ready" ? (
                <ButtonLink href={`/vods/${vod.id}`}>
                  <Play aria-hidden className="size-4" /> Replay
                </ButtonLink>
              ) : null}
            </>
          ) : null
        }
      />
      {error ? <ErrorState title="The newest state couldn't be loaded" text={error.message} onRetry={refetch} /> : null}
      {stream.vods.map((one) => (
        <VodStatus key={one.id} vod={one} jobs={page.jobs.filter((job) => job.subjectId === one.id)} />
      ))}
      {vod && ["failed", "trashed", "deleting", "deleted"].includes(vod.state) ? null : (
        <StreamHighlights page={page} vod={vod} />
      )}
      {vod?.state === "ready" ? <StreamClips vodId={vod.id} /> : null}
      <StreamFiles page={page} />
    </>
  );
}
