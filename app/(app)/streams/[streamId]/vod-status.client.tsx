"use client";
import { toast } from "sonner";
import { type Job, type StreamVod, useRetryVod } from "#app/_queries/streams.ts";
import { useTrashWithWords } from "#app/_queries/use-trash-with-words.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/card.tsx";
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
      <Button disabled={isPending} onClick={() => restoreOne({ vodId: vod.id, title: vod.title })}>
        Restore
      </Button>
    </Card>
  );
}

/** What becomes of a stream's video until it is ready; nothing once it is. */
export function VodStatus({ vod, jobs }: { vod: StreamVod; jobs: Job[] }) {
  const retry = useRetryVod();
  if (vod.state === "failed") {
    return (
      <ErrorState
        title={`"${vod.sourceFileName ?? vod.title}" couldn't be processed`}
        text={vod.failureText ?? "The reason is not known."}
        onRetry={() => retry.mutate(vod.id, { onError: (error) => toast.error(error.message) })}
        isRetrying={retry.isPending}
      />
    );
  }
  if (vod.state === "ready") return null;
  if (vod.state === "trashed") return <InTrash vod={vod} />;
  const state = vodStates[vod.state];
  const job = jobs.find((one) => one.task === "process_vod");
  return (
    <Card className="p-4">
      <div className="mb-3 flex items-center gap-3">
        <p className="min-w-0 truncate font-medium">{vod.sourceFileName ?? vod.title}</p>
        <Badge tone={state.tone} live={state.live}>
          {state.label}
        </Badge>
      </div>
      {job ? <JobLine job={job} /> : null}
    </Card>
  );
}
