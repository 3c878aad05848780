"use client";
import { toast } from "sonner";
import { May, useMay } from "#app/_access/may.client.tsx";
import { useCancelJob } from "#app/_queries/jobs.ts";
import { type Job, type StreamVod, useRetryVod } from "#app/_queries/streams.ts";
import { useTrashWithWords } from "#app/_queries/use-trash-with-words.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/card.tsx";
import { findVideoJob } from "#app/_ui/find-video-job.ts";
import { JobLine } from "#app/_ui/job-line.tsx";
import { vodStates } from "#app/_ui/job-words.ts";
import { ErrorState } from "#app/_ui/states.tsx";

function InTrash({ vod }: { vod: StreamVod }) {
  const { restoreOne, isPending } = useTrashWithWords();
  return (
    <Card className="flex flex-wrap items-center gap-3 p-4">
      <div className="min-w-48 flex-1">
        <p className="font-medium">This recording is in the trash</p>
        <p className="text-sm text-muted">Restore it to watch it and cut from it again. Its clips stay either way.</p>
      </div>
      <May call="POST /api/v1/trash/restore">
        <Button disabled={isPending} onClick={() => restoreOne({ vodId: vod.id, title: vod.title })}>
          Restore
        </Button>
      </May>
    </Card>
  );
}

function StopFetching({ job }: { job: Job }) {
  const cancel = useCancelJob();
  return (
    <div className="mt-3 flex flex-wrap items-center justify-between gap-3">
      <p className="text-sm text-muted">You can leave this page; it goes on by itself.</p>
      <May call="POST /api/v1/jobs/[id]/cancel">
        <Button
          size="small"
          disabled={cancel.isPending || cancel.isSuccess}
          onClick={() => cancel.mutate(job.id, { onError: (error) => toast.error(error.message) })}
        >
          {cancel.isPending || cancel.isSuccess ? "Stopping …" : "Stop fetching"}
        </Button>
      </May>
    </div>
  );
}

const whatFailed = (vod: StreamVod, jobs: Job[]): string =>
  findVideoJob(jobs)?.task !== "fetch_video"
    ? "couldn't be processed"
    : vod.failureCode === "cancelled"
      ? "was not fetched to its end"
      : "couldn't be fetched";

/** What becomes of a stream's video until it is ready; nothing once it is. */
export function VodStatus({ vod, jobs }: { vod: StreamVod; jobs: Job[] }) {
  const retry = useRetryVod();
  const mayRetry = useMay("POST /api/v1/vods/[id]/retry");
  const again = () => retry.mutate(vod.id, { onError: (error) => toast.error(error.message) });
  if (vod.state === "failed") {
    return (
      <ErrorState
        title={`"${vod.sourceFileName ?? vod.title}" ${whatFailed(vod, jobs)}`}
        text={vod.failureText ?? "The reason is not known."}
        onRetry={mayRetry ? again : undefined}
        isRetrying={retry.isPending}
      />
    );
  }
  if (vod.state === "ready") return null;
  if (vod.state === "trashed") return <InTrash vod={vod} />;
  const state = vodStates[vod.state];
  const job = findVideoJob(jobs);
  return (
    <Card className="p-4">
      <div className="mb-3 flex items-center gap-3">
        <p className="min-w-0 truncate font-medium">{vod.sourceFileName ?? vod.title}</p>
        <Badge tone={state.tone} live={state.live}>
          {job?.task === "fetch_video" ? "Fetching" : state.label}
        </Badge>
      </div>
      {job ? <JobLine job={job} /> : null}
      {job?.task === "fetch_video" ? <StopFetching job={job} /> : null}
    </Card>
  );
}
