"use client";
import { toast } from "sonner";
import { type Overview, useSweepCache } from "#app/_queries/operations.ts";
import { Button } from "#app/_ui/button.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { formatBytes } from "#lib/time.ts";

/** The hosts' source caches, and the way to have one swept. */
export function CacheList({ overview }: { overview: Overview }) {
  const sweep = useSweepCache();
  if (!overview.usesCache) {
    return <p className="text-sm text-muted">Media is stored as files on local disk here, so nothing is cached.</p>;
  }
  const ask = (host: Overview["caches"][number]) =>
    sweep.mutate(host.hostId, {
      onSuccess: () => toast(`${host.hostName} sweeps its cache`),
      onError: (error) => toast.error(error.message),
    });
  return (
    <DataTable
      label="Source caches"
      rows={overview.caches}
      rowKey={(host) => host.hostId}
      empty="No host has told of its cache yet. A worker does within a minute of its start."
      columns={[
        { title: "Host", cell: (host) => <span className="font-medium">{host.hostName}</span> },
        {
          title: "Size",
          isFigure: true,
          cell: ({ sizeBytes, maxBytes }) => `${formatBytes(sizeBytes)} of ${formatBytes(maxBytes)}`,
        },
        { title: "Files", isFigure: true, cell: (host) => host.entryCount.toLocaleString("en-US") },
        {
          title: "Hit rate",
          isFigure: true,
          cell: ({ hitRate }) => (hitRate === null ? "–" : `${(hitRate * 100).toFixed(1)} %`),
        },
        { title: "From the store", isFigure: true, cell: (host) => formatBytes(host.storeBytes) },
        { title: "Counted since", isFigure: true, cell: (host) => <LocalDate iso={host.countingSince} /> },
        {
          title: "Last sweep",
          isFigure: true,
          cell: ({ sweptAt, sweptBytes }) =>
            sweptAt === null ? (
              "–"
            ) : (
              <>
                {formatBytes(sweptBytes ?? 0)} freed, <LocalDate iso={sweptAt} />
              </>
            ),
        },
        {
          title: "Sweep",
          isFigure: true,
          cell: (host) => (
            <Button
              size="small"
              onClick={() => ask(host)}
              disabled={host.isSweepAsked || sweep.isPending}
              aria-label={`Sweep the cache of ${host.hostName} now`}
            >
              {host.isSweepAsked ? "Sweeping …" : "Sweep now"}
            </Button>
          ),
        },
      ]}
    />
  );
}
