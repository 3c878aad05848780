"use client";
import { type Storage, useStorage } from "#app/_queries/storage.ts";
import { Card, Section } from "#app/_ui/card.tsx";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { StorageBars } from "#app/_ui/storage-bar.tsx";
import { formatBytes } from "#lib/time.ts";
import { BiggestList } from "./biggest-list.client.tsx";
import { TrashList } from "./trash-list.client.tsx";

/** What the account stores, what would go next, and the trash. */
export function StorageView() {
  const { data: storage, error, refetch, isFetching } = useStorage();
  if (!storage) {
    if (!error) return <SkeletonList count={3} className="h-32" />;
    return (
      <ErrorState title="Storage couldn't be loaded" text={error.message} onRetry={refetch} isRetrying={isFetching} />
    );
  }
  return (
    <>
      <Card className="p-4 sm:p-5">
        <StorageBars storage={storage} />
        <PlanFacts usage={storage.usage} />
      </Card>
      {storage.biggest.length > 0 ? (
        <Section title="Biggest">
          <BiggestList things={storage.biggest} />
        </Section>
      ) : null}
      <NextEvicted storage={storage} />
      <TrashList trash={storage.trash} trashDays={storage.usage.trashDays} />
    </>
  );
}

function PlanFacts({ usage }: { usage: Storage["usage"] }) {
  const facts = [
    { label: "Plan", value: usage.planName },
    { label: "Recordings", value: `${usage.vodCount} of ${usage.maxVods.toLocaleString("en-US")}` },
    { label: "Clips", value: `${usage.clipCount} of ${usage.maxClips.toLocaleString("en-US")}` },
    { label: "Recordings are kept", value: `${usage.retentionDays} days` },
    { label: "Trash is kept", value: `${usage.trashDays} days` },
  ];
  return (
    <dl className="mt-5 grid grid-cols-2 gap-x-6 gap-y-3 border-t border-line pt-4 text-sm sm:grid-cols-5">
      {facts.map(({ label, value }) => (
        <div key={label}>
          <dt className="text-muted">{label}</dt>
          <dd className="font-medium time">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function NextEvicted({ storage }: { storage: Storage }) {
  const { nextEvicted, usage } = storage;
  if (!usage.allowsEviction) {
    return (
      <Section title="When it is full">
        <p className="max-w-2xl text-sm text-muted">
          Nothing is deleted by itself. What doesn't fit is not taken in and not cut, and says how much is missing.
        </p>
      </Section>
    );
  }
  return (
    <Section title="Deleted next, when room is needed">
      <p className="mb-3 max-w-2xl text-sm text-muted">
        The trash first, then the oldest. Never what is pinned, approved or in use, and never the recording that is
        being cut from.
      </p>
      {nextEvicted.length === 0 ? (
        <p className="text-sm text-muted">Right now nothing may be deleted by itself.</p>
      ) : (
        <ol className="divide-y divide-line rounded-xl border border-line bg-surface">
          {nextEvicted.map((one, at) => (
            <li key={one.vodId} className="flex items-center gap-3 px-4 py-2.5 text-sm">
              <span className="w-5 shrink-0 text-right text-muted time">{at + 1}</span>
              <span className="min-w-0 flex-1 truncate" title={one.title}>
                {one.title}
              </span>
              <span className="shrink-0 text-muted max-sm:hidden">
                {one.isTrashed ? "in the trash" : one.kind === "highlight" ? "clip" : "recording"}
              </span>
              <span className="w-20 shrink-0 text-right time">{formatBytes(one.sizeBytes)}</span>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
