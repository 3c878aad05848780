import type { useVod } from "#app/_queries/vods.ts";
import { ButtonLink } from "./button.tsx";
import { findVideoJob } from "./find-video-job.ts";
import { JobLine } from "./job-line.tsx";
import { PageHeader } from "./page-header.tsx";
import { ErrorState, SkeletonList } from "./states.tsx";

/** What stands in for a video's page until the video can be shown: loading, its processing, or why there is none. */
export function VodGate({ query }: { query: ReturnType<typeof useVod> }) {
  const { data: page, error } = query;
  if (!page) {
    if (!error) return <SkeletonList count={2} className="h-64" />;
    return (
      <>
        <PageHeader title="Video" back={{ href: "/streams", label: "Streams" }} />
        <ErrorState title="This video couldn't be loaded" text={error.message} onRetry={query.refetch} />
      </>
    );
  }
  const { vod, jobs } = page;
  const stream = vod.streamId ? `/streams/${vod.streamId}` : "/streams";
  const job = findVideoJob(jobs);
  return (
    <>
      <PageHeader title={vod.title} back={{ href: stream, label: "Stream" }} />
      {vod.state === "failed" ? (
        <ErrorState
          title="This video couldn't be processed"
          text={vod.failureText ?? "The reason is not known."}
          action={
            <ButtonLink href={stream} size="small">
              Open the stream
            </ButtonLink>
          }
        />
      ) : (
        <div className="max-w-md">
          <p className="mb-3 text-muted">The video is being prepared. It shows up here by itself.</p>
          {job ? <JobLine job={job} /> : null}
        </div>
      )}
    </>
  );
}
