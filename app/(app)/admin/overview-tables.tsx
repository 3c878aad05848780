import type { Overview } from "#app/_queries/operations.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { formatBytes, formatDuration } from "#lib/time.ts";
import { taskTitle } from "./task-titles.ts";

const figure = (value: number) => value.toLocaleString("en-US");

/** How much of each kind waits and runs, and for how long it has been waiting. */
export function QueueTable({ queue }: { queue: Overview["queue"] }) {
  return (
    <DataTable
      label="Jobs in the queue"
      rows={queue}
      rowKey={(row) => row.task}
      empty="Nothing is in the queue."
      columns={[
        { title: "Job", cell: (row) => <span className="font-medium whitespace-nowrap">{taskTitle(row.task)}</span> },
        { title: "Running", isFigure: true, cell: (row) => figure(row.running) },
        { title: "Ready", isFigure: true, cell: (row) => figure(row.ready) },
        {
          title: "Oldest ready",
          isFigure: true,
          cell: ({ oldestReadySeconds: age }) => (age === null ? "–" : formatDuration(Math.max(0, age))),
        },
        { title: "Later", isFigure: true, cell: (row) => figure(row.later) },
        {
          title: "Out of tries",
          isFigure: true,
          cell: (row) => <span className={row.dead > 0 ? "text-bad" : ""}>{figure(row.dead)}</span>,
        },
      ]}
    />
  );
}

/** A worker is taken for dead after 30 s without a sign of life; before that it may be slow. */
const lateSeconds = 20;

/** The processes that take jobs. */
export function WorkerTable({ workers, nowIso }: { workers: Overview["workers"]; nowIso: string }) {
  const ageOf = (iso: string) => Math.max(0, (Date.parse(nowIso) - Date.parse(iso)) / 1000);
  return (
    <DataTable
      label="Worker processes"
      rows={workers}
      rowKey={(worker) => worker.id}
      empty="No worker runs: nothing is processed. Start one with “npm run up”."
      columns={[
        { title: "Host", cell: (worker) => <span className="font-medium">{worker.hostId.slice(0, 8)}</span> },
        { title: "Process", isFigure: true, cell: (worker) => worker.pid },
        {
          title: "Last sign of life",
          isFigure: true,
          cell: (worker) => {
            const age = ageOf(worker.heartbeatAt);
            return <span className={age > lateSeconds ? "text-warn" : ""}>{Math.round(age)} s ago</span>;
          },
        },
        { title: "Running for", isFigure: true, cell: (worker) => formatDuration(ageOf(worker.startedAt)) },
      ]}
    />
  );
}

/** Every account: what it has and holds. Plans are changed on their page. */
export function AccountTable({ accounts }: { accounts: Overview["accounts"] }) {
  return (
    <DataTable
      label="What accounts hold"
      rows={accounts}
      rowKey={(account) => account.accountId}
      empty="There are no accounts."
      columns={[
        {
          title: "Account",
          cell: (account) => (
            <>
              <span className="font-medium">{account.name}</span> <span className="text-muted">{account.slug}</span>
            </>
          ),
        },
        {
          title: "Plan",
          cell: (account) => (
            <PageLink href="/admin/plans" className="rounded hover:text-accent">
              <Badge>{account.planName}</Badge>
            </PageLink>
          ),
        },
        {
          title: "Stored",
          isFigure: true,
          cell: ({ storedBytes, maxBytes }) => (
            <span className={storedBytes > 0.9 * maxBytes ? "text-warn" : ""}>
              {formatBytes(storedBytes)} <span className="text-muted">of {formatBytes(maxBytes)}</span>
            </span>
          ),
        },
        { title: "Recordings", isFigure: true, cell: (account) => figure(account.vodCount) },
        { title: "Clips", isFigure: true, cell: (account) => figure(account.clipCount) },
        { title: "Members", isFigure: true, cell: (account) => figure(account.memberCount) },
        {
          title: "Last active",
          isFigure: true,
          cell: ({ lastActiveAt }) => (lastActiveAt === null ? "never" : <LocalDate iso={lastActiveAt} />),
        },
      ]}
    />
  );
}
