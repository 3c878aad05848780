import Link from "next/link";
import type { Ledger } from "#app/_queries/refinement.ts";
import { DataTable } from "#app/_ui/data-table.tsx";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { formatUsd } from "#lib/refine/model.ts";

const figure = (value: number) => value.toLocaleString("en");

/** What each detection run asked and cost. */
export function RunTable({ runs }: { runs: Ledger["runs"] }) {
  return (
    <DataTable
      label="Cost of detection runs"
      rows={runs}
      rowKey={(run) => run.detectionRunId}
      empty="No run has refined anything yet."
      columns={[
        {
          title: "Video",
          cell: (run) => (
            <Link href={`/vods/${run.vodId}/highlights`} className="rounded font-medium text-accent hover:underline">
              {run.vodTitle}
            </Link>
          ),
        },
        { title: "When", cell: (run) => <LocalDate iso={run.createdAt} /> },
        { title: "By", cell: (run) => <span className="whitespace-nowrap">{run.models}</span> },
        { title: "Highlights", isFigure: true, cell: (run) => figure(run.highlightCount) },
        { title: "Steps", isFigure: true, cell: (run) => figure(run.iterationCount) },
        { title: "Without answer", isFigure: true, cell: (run) => figure(run.failedCount) },
        { title: "Tokens", isFigure: true, cell: (run) => figure(run.tokens) },
        { title: "Cost", isFigure: true, cell: (run) => formatUsd(run.spentUsd) },
      ]}
    />
  );
}

/** What each month cost. */
export function MonthTable({ months }: { months: Ledger["months"] }) {
  return (
    <DataTable
      label="Cost of months"
      rows={months}
      rowKey={(month) => month.month}
      empty="Nothing has been spent yet."
      columns={[
        { title: "Month (UTC)", cell: (month) => month.month },
        { title: "Calls", isFigure: true, cell: (month) => figure(month.callCount) },
        { title: "Promised", isFigure: true, cell: (month) => formatUsd(month.promisedUsd) },
        { title: "Spent", isFigure: true, cell: (month) => formatUsd(month.spentUsd) },
      ]}
    />
  );
}
