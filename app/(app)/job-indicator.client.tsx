"use client";
import { ListChecks, LoaderCircle } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import { type Jobs, useJobSummary } from "#app/_queries/jobs.ts";
import { Button, ButtonLink } from "#app/_ui/button.tsx";
import { describeListed } from "#app/_ui/listed-job-words.ts";
import { ProgressBar } from "#app/_ui/progress-bar.tsx";

/** What the header says of the account's jobs, in words. */
function describeCounts({ running, waiting, failed }: Jobs["counts"]): string {
  const parts = [
    running > 0 ? `${running} running` : "",
    waiting > 0 ? `${waiting} waiting` : "",
    failed > 0 ? `${failed} failed` : "",
  ].filter(Boolean);
  return parts.length === 0 ? "nothing under way" : parts.join(", ");
}

/** How much is under way or failed, wherever one is; opened, the first few of it. */
export function JobIndicator() {
  const [isOpen, setOpen] = useState(false);
  const { data } = useJobSummary();
  const counts = data?.counts ?? { running: 0, waiting: 0, failed: 0, finished: 0 };
  const busy = counts.running + counts.waiting;
  // What went wrong wants somebody; what runs is seen by the turning icon.
  const badgeCount = counts.failed > 0 ? counts.failed : busy;
  const Icon = counts.running > 0 ? LoaderCircle : ListChecks;
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button look="quiet" size="icon" aria-label={`Jobs: ${describeCounts(counts)}`} className="relative">
          <Icon aria-hidden className={`size-4.5 ${counts.running > 0 ? "animate-spin text-accent" : ""}`} />
          {badgeCount > 0 ? (
            <span
              aria-hidden
              className={`time absolute top-0.5 right-0.5 grid h-4 min-w-4 place-items-center rounded-full px-1 text-[0.625rem] font-semibold ${counts.failed > 0 ? "bg-bad text-canvas" : "bg-accent text-on-accent"}`}
            >
              {badgeCount > 99 ? "99+" : badgeCount}
            </span>
          ) : null}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={12}
          aria-label="Jobs"
          className="z-40 flex w-[min(22rem,calc(100vw-1.5rem))] flex-col rounded-xl border border-line bg-surface shadow-xl"
        >
          <p className="flex items-baseline gap-3 border-b border-line px-4 py-3">
            <span className="font-semibold">Jobs</span>
            <span className="text-sm text-muted first-letter:uppercase">{describeCounts(counts)}</span>
          </p>
          {data && data.jobs.length > 0 ? (
            <ul aria-label="Under way" className="grid grid-cols-1 gap-3 px-4 py-3">
              {data.jobs.map((job) => (
                <li key={job.id}>
                  <p className="truncate text-sm font-medium">{job.title ?? "Something that is gone"}</p>
                  <p className="truncate text-sm text-muted">{describeListed(job)}</p>
                  {job.state === "running" ? (
                    <div className="mt-1.5">
                      <ProgressBar label={`${job.title}: ${describeListed(job)}`} fraction={job.fraction} />
                    </div>
                  ) : null}
                </li>
              ))}
              {busy > data.jobs.length ? (
                <li className="text-sm text-muted">and {busy - data.jobs.length} more</li>
              ) : null}
            </ul>
          ) : (
            <p className="px-4 py-6 text-center text-sm text-muted">
              {data ? "Nothing is running. Imports and cuts show up here while they do." : "Loading…"}
            </p>
          )}
          <div className="border-t border-line p-2">
            <ButtonLink href="/jobs" look="quiet" size="small" className="w-full" onClick={() => setOpen(false)}>
              {counts.failed > 0 ? `All jobs, ${counts.failed} failed` : "All jobs"}
            </ButtonLink>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
