"use client";
import { useOverview } from "#app/_queries/operations.ts";
import { Section } from "#app/_ui/card.tsx";
import { countOf } from "#app/_ui/job-words.ts";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { CacheList } from "./cache-list.client.tsx";
import { FactTiles } from "./fact-tiles.tsx";
import { AccountTable, QueueTable, WorkerTable } from "./overview-tables.tsx";
import { TaskSwitches } from "./task-switches.client.tsx";

/** The installation at a glance. */
export function OverviewView() {
  const { data: overview, error, refetch, isFetching } = useOverview();
  if (!overview) {
    if (!error) return <SkeletonList count={4} className="h-32" />;
    return (
      <ErrorState
        title="The overview couldn't be loaded"
        text={error.message}
        onRetry={refetch}
        isRetrying={isFetching}
      />
    );
  }
  return (
    <>
      <FactTiles overview={overview} />
      <Section title="What may run" note="Off holds new jobs back in every account; what runs goes on to its end">
        <TaskSwitches overview={overview} />
      </Section>
      <Section title="Queue">
        <QueueTable queue={overview.queue} />
      </Section>
      <Section title="Workers">
        <WorkerTable workers={overview.workers} nowIso={overview.now} />
      </Section>
      <Section title="Source cache" note="Media of the store kept on local disks">
        <CacheList overview={overview} />
      </Section>
      <Section title="Accounts" note={countOf(overview.accounts.length, "accounts")}>
        <AccountTable accounts={overview.accounts} />
      </Section>
    </>
  );
}
