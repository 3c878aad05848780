import type { Totals } from "#app/_queries/refinement.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { countOf } from "#app/_ui/job-words.ts";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { formatUsd } from "#lib/refine/model.ts";

const figure = (value: number) => value.toLocaleString("en");

/** What each account spent this month. */
export function AccountTable({ accounts }: { accounts: Totals["accounts"] }) {
  return (
    <DataTable
      label="Spending of accounts"
      rows={accounts}
      rowKey={(account) => account.accountId}
      empty="There are no accounts."
      columns={[
        { title: "Account", cell: (account) => <span className="font-medium">{account.name}</span> },
        { title: "Calls", isFigure: true, cell: (account) => figure(account.callCount) },
        { title: "Promised", isFigure: true, cell: (account) => formatUsd(account.promisedUsd) },
        { title: "Spent", isFigure: true, cell: (account) => formatUsd(account.spentUsd) },
        { title: "Month's budget", isFigure: true, cell: (account) => formatUsd(account.budgetUsd) },
      ]}
    />
  );
}

/** What all accounts spent on each of the last days. */
export function DayTable({ days }: { days: Totals["days"] }) {
  return (
    <DataTable
      label="Spending by day"
      rows={days}
      rowKey={(day) => day.day}
      empty="No call has been made yet."
      columns={[
        { title: "Day (UTC)", cell: (day) => day.day },
        { title: "Calls", isFigure: true, cell: (day) => figure(day.callCount) },
        { title: "Spent", isFigure: true, cell: (day) => formatUsd(day.spentUsd) },
      ]}
    />
  );
}

/** Open alerts about refinement. */
export function AlertList({ alerts }: { alerts: Totals["alerts"] }) {
  if (alerts.length === 0) return null;
  return (
    <ul aria-label="Alerts" className="mb-4 grid gap-2">
      {alerts.map((alert) => (
        <li
          key={alert.id}
          className="flex flex-wrap items-center gap-2 rounded-xl border border-line bg-surface p-3 text-sm"
        >
          <Badge tone={alert.severity === "critical" ? "bad" : "warn"}>{alert.severity}</Badge>
          <span className="flex-1 basis-64 break-words">{alert.text}</span>
          <span className="text-muted">
            {countOf(alert.count, "times")}, last <LocalDate iso={alert.lastAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}
