import type { ReactNode } from "react";
import type { Overview } from "#app/_queries/operations.ts";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { formatUsd } from "#lib/refine/model.ts";
import { formatBytes } from "#lib/time.ts";

/** The few figures that say whether all is well, each leading to its page. */
export function FactTiles({ overview }: { overview: Overview }) {
  const { queue, refinement } = overview;
  const sum = (of: (row: (typeof queue)[number]) => number) => queue.reduce((all, row) => all + of(row), 0);
  const storedBytes = overview.accounts.reduce((all, one) => all + one.storedBytes, 0);
  const spentUsd = refinement.spentUsd + refinement.promisedUsd;
  return (
    <ul aria-label="At a glance" className="grid grid-cols-2 gap-3 lg:grid-cols-5">
      <Tile
        href="/admin/alerts"
        label="Open alerts"
        value={String(overview.openAlertCount)}
        isBad={overview.openAlertCount > 0}
      />
      <Tile
        href="/admin/failures"
        label="Failed tries, 24 h"
        value={String(overview.failureCount)}
        isBad={overview.failureCount > 0}
      />
      <Tile
        label="Jobs running"
        value={`${sum((row) => row.running)}`}
        note={`${sum((row) => row.ready)} ready to begin`}
      />
      <Tile label="Stored" value={formatBytes(storedBytes)} />
      <Tile
        href="/admin/refinement"
        label="Refinement today"
        value={refinement.isEnabled ? formatUsd(spentUsd) : "off"}
        note={`of ${formatUsd(refinement.dailyUsd)} a day`}
        isBad={!refinement.isEnabled}
      />
    </ul>
  );
}

function Tile(props: { label: string; value: string; note?: ReactNode; href?: string; isBad?: boolean }) {
  return (
    <li className="relative last:col-span-2 lg:last:col-span-1 rounded-xl border border-line bg-surface p-4 has-[a:hover]:border-line-strong">
      <p className="text-sm text-muted">
        {props.href ? (
          <PageLink href={props.href} className="rounded after:absolute after:inset-0">
            {props.label}
          </PageLink>
        ) : (
          props.label
        )}
      </p>
      <p className={`time mt-1 text-xl font-semibold ${props.isBad ? "text-warn" : ""}`}>{props.value}</p>
      {props.note ? <p className="time text-sm text-muted">{props.note}</p> : null}
    </li>
  );
}
