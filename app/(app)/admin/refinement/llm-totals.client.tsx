"use client";
import { toast } from "sonner";
import { useChangeLlm, useLlmTotals } from "#app/_queries/refinement.ts";
import { Card, Section } from "#app/_ui/card.tsx";
import { MoneyBar } from "#app/_ui/money-bar.tsx";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { Switch } from "#app/_ui/switch.client.tsx";
import { DailyBudget } from "./daily-budget.client.tsx";
import { PriceTable } from "./price-table.client.tsx";
import { AccountTable, AlertList, DayTable } from "./total-tables.tsx";

/** The operator's view of refinement: what may be spent, what was, and the switch that ends it. */
export function LlmTotals() {
  const { data: totals, error, refetch, isFetching } = useLlmTotals();
  const change = useChangeLlm();
  if (!totals) {
    if (!error) return <SkeletonList count={3} className="h-28" />;
    return (
      <ErrorState
        title="The totals couldn't be loaded"
        text={error.message}
        onRetry={refetch}
        isRetrying={isFetching}
      />
    );
  }
  const { backend } = totals;
  return (
    <>
      <AlertList alerts={totals.alerts} />
      <div className="grid gap-4 lg:grid-cols-2">
        <Card className="grid content-start gap-4 p-5">
          <MoneyBar
            label={`All accounts on ${totals.day} (UTC)`}
            spentUsd={totals.today.spentUsd}
            promisedUsd={totals.today.promisedUsd}
            budgetUsd={totals.dailyUsd}
          />
          <DailyBudget dailyUsd={totals.dailyUsd} />
        </Card>
        <Card className="grid content-start gap-4 p-5">
          <Switch
            id="llm-enabled"
            label="Refinement is on"
            hint="Off: no call begins any more, in any account. What is under way ends by itself; highlights say “off”."
            checked={totals.isEnabled}
            disabled={change.isPending}
            onChange={(isEnabled) =>
              change.mutate({ isEnabled }, { onError: (problem) => toast.error(problem.message) })
            }
          />
          <p className="text-sm text-muted">
            {backend.model === null
              ? "Backend: heuristic, offline and free. Set LLM_BACKEND to use a language model."
              : `Backend: ${backend.name}, model ${backend.model}${backend.takesAudio ? ", with sound" : ""}.`}
          </p>
          {backend.isPriced ? null : <p className="text-sm text-warn">It has no price below, so it is not called.</p>}
        </Card>
      </div>
      <Section title="Accounts" note={totals.month}>
        <AccountTable accounts={totals.accounts} />
      </Section>
      <Section title="Days">
        <DayTable days={totals.days} />
      </Section>
      <PriceTable prices={totals.prices} backend={backend} />
    </>
  );
}
