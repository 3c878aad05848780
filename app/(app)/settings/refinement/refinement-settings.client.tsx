"use client";
import { toast } from "sonner";
import { useChangeRefinement, useLedger } from "#app/_queries/refinement.ts";
import { Card, Section } from "#app/_ui/card.tsx";
import { MoneyBar } from "#app/_ui/money-bar.tsx";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { Switch } from "#app/_ui/switch.client.tsx";
import { MonthTable, RunTable } from "./ledger-tables.tsx";
import { RefinementLimits } from "./refinement-limits.client.tsx";

/** The owner's view: the month's budget, the switch, and what every run and month cost. */
export function RefinementSettings() {
  const { data: ledger, error, refetch, isFetching } = useLedger();
  const change = useChangeRefinement();
  if (!ledger) {
    if (!error) return <SkeletonList count={3} className="h-28" />;
    return (
      <ErrorState
        title="The ledger couldn't be loaded"
        text={error.message}
        onRetry={refetch}
        isRetrying={isFetching}
      />
    );
  }
  const { backend, settings } = ledger;
  const save = (next: Parameters<typeof change.mutate>[0]) =>
    change.mutate(next, { onError: (problem) => toast.error(problem.message) });
  return (
    <>
      <div className="grid gap-4 lg:grid-cols-2">
        <Card className="grid content-start gap-3 p-5">
          <MoneyBar
            label={`Budget of ${ledger.month}`}
            spentUsd={ledger.spentUsd}
            promisedUsd={ledger.promisedUsd}
            budgetUsd={ledger.budgetUsd}
          />
          <p className="text-sm text-muted">
            From the plan {ledger.planName}. The most a call can cost is promised before it and settled to the real cost
            after, so the budget can't be passed.
          </p>
        </Card>
        <Card className="grid content-start gap-4 p-5">
          <Switch
            id="refinement-enabled"
            label="Refine highlights"
            hint={`The best ${settings.maxRefinements} of every detection run, up to ${settings.maxIterations} steps each.`}
            checked={settings.enabled}
            disabled={change.isPending}
            onChange={(enabled) => save({ enabled })}
          />
          {backend.model === null ? (
            <p className="text-sm text-muted">
              This installation refines offline, at no cost: by speech pauses, silence, sentence ends and chat's
              reaction.
            </p>
          ) : (
            <Switch
              id="refinement-offline"
              label="Offline only"
              hint={`Off: ${backend.model} is asked${backend.takesAudio ? ", with the sound of the moment" : ""}. On: no text leaves this installation and nothing is spent.`}
              checked={settings.backend === "heuristic"}
              disabled={change.isPending}
              onChange={(isOffline) => save({ backend: isOffline ? "heuristic" : "default" })}
            />
          )}
          {ledger.isOnForAll ? null : (
            <p className="text-sm text-warn">An administrator switched refinement off for the whole installation.</p>
          )}
          {backend.isPriced ? null : (
            <p className="text-sm text-warn">No price is set for {backend.model}, so it is not called.</p>
          )}
        </Card>
      </div>
      <RefinementLimits settings={settings} />
      <Section title="Detection runs" note="newest first">
        <RunTable runs={ledger.runs} />
      </Section>
      <Section title="Months">
        <MonthTable months={ledger.months} />
      </Section>
    </>
  );
}
