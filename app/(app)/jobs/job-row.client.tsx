"use client";
import { RotateCcw, X } from "lucide-react";
import { toast } from "sonner";
import { type ListedJob, useCancelJob, useRetryJob } from "#app/_queries/jobs.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { describeListed, listedStates } from "#app/_ui/listed-job-words.ts";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { ProgressBar } from "#app/_ui/progress-bar.tsx";
import { describeMeter } from "#lib/clips/model.ts";

/** One job: what it works on, how far it is or why it isn't, and what can be done about it. */
export function JobRow({ job, mayChange }: { job: ListedJob; mayChange: boolean }) {
  const state = listedStates[job.state];
  const words = describeListed(job);
  const title = job.title ?? "Something that is gone";
  const isBad = job.state === "failed";
  return (
    <li className="grid gap-x-4 gap-y-2 p-4 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Badge tone={state.tone} live={state.live}>
            {state.label}
          </Badge>
          {job.href ? (
            <PageLink href={job.href} className="min-w-0 truncate rounded font-medium hover:text-accent">
              {title}
            </PageLink>
          ) : (
            <span className="min-w-0 truncate font-medium">{title}</span>
          )}
        </div>
        <p className="mt-1.5 flex flex-wrap gap-x-3 text-sm text-muted">
          <span className="first-letter:uppercase">{words}</span>
          {job.about && job.about !== job.title ? <span className="min-w-0 truncate">{job.about}</span> : null}
          {job.tries > 1 ? <span>try {job.tries}</span> : null}
          {job.meter ? <span className="tabular-nums">{describeMeter(job.meter)}</span> : null}
        </p>
        {job.state === "running" ? (
          <div className="mt-2 flex items-center gap-3">
            <ProgressBar label={`${title}: ${words}`} fraction={job.fraction} />
            <span className="time w-10 shrink-0 text-right text-sm text-muted">{Math.floor(job.fraction * 100)} %</span>
          </div>
        ) : null}
        {job.reasonText && job.state !== "done" ? (
          <p
            className={`mt-1.5 text-sm break-words ${isBad ? "text-bad" : job.state === "waiting" ? "text-warn" : "text-muted"}`}
          >
            {job.reasonText}
          </p>
        ) : null}
      </div>
      <div className="flex items-start gap-3 sm:flex-col sm:items-end sm:gap-2">
        <span className="text-sm text-muted max-sm:mt-1.5 max-sm:mr-auto">
          {state.since} <LocalDate iso={job.since} />
        </span>
        {mayChange ? <JobActions job={job} title={title} /> : null}
      </div>
    </li>
  );
}

function JobActions({ job, title }: { job: ListedJob; title: string }) {
  const retry = useRetryJob();
  const cancel = useCancelJob();
  const onError = (error: Error) => toast.error(error.message);
  if (job.canRetry) {
    const again = () => retry.mutate(job.id, { onError, onSuccess: () => toast(`“${title}” is tried again`) });
    return (
      <Button size="small" onClick={again} disabled={retry.isPending} aria-label={`Try again: ${title}`}>
        <RotateCcw aria-hidden className="size-4" /> Try again
      </Button>
    );
  }
  if (!job.canCancel && !job.isCancelling) return null;
  const isStopping = job.isCancelling || cancel.isPending;
  const end = () => cancel.mutate(job.id, { onError });
  return (
    <Button size="small" onClick={end} disabled={isStopping} aria-label={`Cancel: ${title}`}>
      <X aria-hidden className="size-4" /> {isStopping ? "Stopping …" : "Cancel"}
    </Button>
  );
}
