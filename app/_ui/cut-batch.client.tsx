"use client";
import { X } from "lucide-react";
import { toast } from "sonner";
import { May } from "#app/_access/may.client.tsx";
import { useCancelCuts } from "#app/_queries/cuts.ts";
import { useJobs } from "#app/_queries/jobs.ts";
import { describeMeter } from "#lib/clips/model.ts";
import { Button } from "./button.tsx";
import { Card } from "./card.tsx";
import { JobLine } from "./job-line.tsx";
import { countOf } from "./job-words.ts";

/** The cutting of a video's clips: how far it is, what it reads and writes, and the way to end it. */
export function CutBatch({ vodId }: { vodId: string }) {
  const { data: jobs } = useJobs(vodId);
  const cancel = useCancelCuts(vodId);
  const job = jobs?.find((one) => one.task === "cut_clips");
  if (!job) return null;
  const isOpen = ["queued", "running", "waiting"].includes(job.state);
  const meter = job.meter && (
    <p className="text-sm text-muted tabular-nums">{`Last cut ${describeMeter(job.meter)}`}</p>
  );
  if (!isOpen) return meter ? <div className="mb-4">{meter}</div> : null;
  const stop = () =>
    cancel.mutate(undefined, {
      onSuccess: ({ cancelledHighlightIds: ids }) =>
        toast(ids.length === 0 ? "Everything is cut already" : `${countOf(ids.length, "cuts")} cancelled`),
      onError: (error) => toast.error(error.message),
    });
  return (
    <Card className="mb-4 flex flex-wrap items-start gap-3 p-4">
      <div className="min-w-56 flex-1">
        <JobLine job={job} />
        {job.meter ? <p className="time mt-1 text-sm text-muted">{describeMeter(job.meter)}</p> : null}
      </div>
      <May call="POST /api/v1/vods/[id]/cuts/cancel">
        <Button size="small" onClick={stop} disabled={cancel.isPending}>
          <X aria-hidden className="size-4" /> Cancel cutting
        </Button>
      </May>
    </Card>
  );
}
