"use client";
import { CircleCheck } from "lucide-react";
import { type Jobs, useJobList } from "#app/_queries/jobs.ts";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/card.tsx";
import { ChoiceTabs } from "#app/_ui/choice-tabs.client.tsx";
import { EmptyState, ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { useUrlState } from "#app/_ui/url-state.ts";
import { type JobGroup, jobGroups } from "#lib/operations/model.ts";
import { JobRow } from "./job-row.client.tsx";

const empty: Record<JobGroup, { title: string; text: string }> = {
  all: { title: "Nothing to do", text: "Imports, searches for highlights and cuts show up here while they run." },
  open: { title: "Nothing is running", text: "Imports, searches for highlights and cuts show up here while they run." },
  failed: { title: "Nothing failed", text: "What goes wrong stays here with its reason until it is tried again." },
  finished: { title: "Nothing finished lately", text: "What ended in the last 24 hours shows up here." },
};

const total = ({ running, waiting, failed, finished }: Jobs["counts"]) => running + waiting + failed + finished;

/** Everything of the account that runs, waits, failed, or ended in the last 24 hours. */
export function JobsView({ mayChange }: { mayChange: boolean }) {
  const [shown, setShown] = useUrlState("show", "all");
  const group = jobGroups.find((one) => one === shown) ?? "all";
  const { data, error, refetch, isFetching, hasNextPage, fetchNextPage, isFetchingNextPage } = useJobList(group);
  const counts = data?.pages[0]?.counts;
  const jobs = data?.pages.flatMap((page) => page.jobs);
  const choices = [
    { value: "all", label: "All", count: counts && total(counts) },
    { value: "open", label: "Under way", count: counts && counts.running + counts.waiting },
    { value: "failed", label: "Failed", count: counts?.failed },
    { value: "finished", label: "Finished", count: counts?.finished },
  ];
  return (
    <>
      <ChoiceTabs label="Show" choices={choices} value={group} onChange={setShown} />
      {!jobs && error ? (
        <ErrorState title="Jobs couldn't be loaded" text={error.message} onRetry={refetch} isRetrying={isFetching} />
      ) : null}
      {!jobs && !error ? <SkeletonList count={5} className="h-20" /> : null}
      {jobs?.length === 0 ? <EmptyState icon={<CircleCheck className="size-5" />} {...empty[group]} /> : null}
      {jobs && jobs.length > 0 ? (
        <Card className="overflow-hidden">
          <ul aria-label="Jobs" className="divide-y divide-line">
            {jobs.map((job) => (
              <JobRow key={job.id} job={job} mayChange={mayChange} />
            ))}
          </ul>
        </Card>
      ) : null}
      {hasNextPage ? (
        <div className="mt-4 text-center">
          <Button onClick={() => fetchNextPage()} disabled={isFetchingNextPage}>
            {isFetchingNextPage ? "Loading …" : "Show more"}
          </Button>
        </div>
      ) : null}
    </>
  );
}
