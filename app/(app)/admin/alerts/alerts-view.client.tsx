"use client";
import { BellOff } from "lucide-react";
import { toast } from "sonner";
import { type Alert, useAlerts, useSettleAlert } from "#app/_queries/operations.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/card.tsx";
import { ChoiceTabs } from "#app/_ui/choice-tabs.client.tsx";
import { countOf } from "#app/_ui/job-words.ts";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { EmptyState, ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { useUrlState } from "#app/_ui/url-state.ts";

const choices = [
  { value: "open", label: "Open" },
  { value: "over", label: "History" },
];

/** Open alerts, to be looked after and ended; and those that are over. */
export function AlertsView() {
  const [shown, setShown] = useUrlState("show", "open");
  const isOpen = shown !== "over";
  const { data: alerts, error, refetch, isFetching } = useAlerts(isOpen);
  return (
    <>
      <ChoiceTabs label="Show" choices={choices} value={isOpen ? "open" : "over"} onChange={setShown} />
      {!alerts && error ? (
        <ErrorState title="Alerts couldn't be loaded" text={error.message} onRetry={refetch} isRetrying={isFetching} />
      ) : null}
      {!alerts && !error ? <SkeletonList count={3} className="h-20" /> : null}
      {alerts?.length === 0 ? (
        <EmptyState
          icon={<BellOff className="size-5" />}
          title={isOpen ? "No open alerts" : "No alerts yet"}
          text={isOpen ? "The installation has nothing to complain about." : "Alerts that are over are listed here."}
        />
      ) : null}
      {alerts && alerts.length > 0 ? (
        <Card className="overflow-hidden">
          <ul aria-label="Alerts" className="divide-y divide-line">
            {alerts.map((alert) => (
              <AlertRow key={alert.id} alert={alert} />
            ))}
          </ul>
        </Card>
      ) : null}
    </>
  );
}

function AlertRow({ alert }: { alert: Alert }) {
  const settle = useSettleAlert();
  const send = (action: "acknowledge" | "resolve") =>
    settle.mutate({ alertId: alert.id, action }, { onError: (error) => toast.error(error.message) });
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-3 p-4">
      <div className="min-w-64 flex-1">
        <div className="flex flex-wrap items-center gap-3">
          <Badge tone={alert.severity === "critical" ? "bad" : alert.severity === "warning" ? "warn" : "plain"}>
            {alert.severity}
          </Badge>
          <span className="text-sm text-muted">
            {countOf(alert.count, "times")}, last <LocalDate iso={alert.lastAt} />
          </span>
        </div>
        <p className="mt-1.5 break-words">{alert.text}</p>
        {alert.acknowledgedAt ? (
          <p className="text-sm text-muted">
            {alert.acknowledger ?? "Somebody"} looks after it since <LocalDate iso={alert.acknowledgedAt} />
          </p>
        ) : null}
        {alert.resolvedAt ? (
          <p className="text-sm text-muted">
            {alert.resolver ? `Ended by ${alert.resolver}` : "Ended by itself"}, <LocalDate iso={alert.resolvedAt} />
          </p>
        ) : null}
      </div>
      {alert.resolvedAt ? null : (
        <div className="flex gap-2">
          {alert.acknowledgedAt ? null : (
            <Button size="small" look="quiet" onClick={() => send("acknowledge")} disabled={settle.isPending}>
              I look after it
            </Button>
          )}
          <Button size="small" onClick={() => send("resolve")} disabled={settle.isPending}>
            It is over
          </Button>
        </div>
      )}
    </li>
  );
}
