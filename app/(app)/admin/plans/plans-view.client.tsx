"use client";
import { Plus } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { usePlans, useSetAccountPlan } from "#app/_queries/plans.ts";
import { Button } from "#app/_ui/button.tsx";
import { Section } from "#app/_ui/card.tsx";
import { countOf } from "#app/_ui/job-words.ts";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import type { AccountOnPlan, PlanView } from "#lib/accounts/plans.ts";
import type { PlanInput } from "#lib/accounts/schema.ts";
import { formatBytes } from "#lib/time.ts";
import { PlanDialog } from "./plan-dialog.client.tsx";

const newPlan: PlanInput = {
  id: "",
  name: "",
  maxBytes: 100e9,
  maxVods: 50,
  maxClips: 500,
  maxClipBytes: null,
  retentionDays: 30,
  trashDays: 7,
  llmMonthlyUsd: 5,
  allowsEviction: false,
};

/** What each plan allows, and who is on which; for admins. */
export function PlansView() {
  const { data, error, refetch, isFetching } = usePlans();
  const [edited, setEdited] = useState<{ plan: PlanInput; isNew: boolean } | null>(null);
  if (!data) {
    if (!error) return <SkeletonList count={3} className="h-36" />;
    return (
      <ErrorState title="Plans couldn't be loaded" text={error.message} onRetry={refetch} isRetrying={isFetching} />
    );
  }
  return (
    <>
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3" aria-label="Plans">
        {data.plans.map((plan) => (
          <PlanCard key={plan.id} plan={plan} onEdit={() => setEdited({ plan, isNew: false })} />
        ))}
      </ul>
      <Button className="mt-3" onClick={() => setEdited({ plan: newPlan, isNew: true })}>
        <Plus aria-hidden className="size-4" /> New plan
      </Button>
      {edited ? (
        <PlanDialog key={edited.plan.id} plan={edited.plan} isNew={edited.isNew} onClose={() => setEdited(null)} />
      ) : null}
      <Section title="Accounts" note={countOf(data.accounts.length, "accounts")}>
        <AccountsTable accounts={data.accounts} plans={data.plans} />
      </Section>
    </>
  );
}

function PlanCard({ plan, onEdit }: { plan: PlanView; onEdit: () => void }) {
  const facts = [
    ["Storage", formatBytes(plan.maxBytes)],
    ["Clips counted apart", plan.maxClipBytes === null ? "no" : formatBytes(plan.maxClipBytes)],
    ["Recordings", plan.maxVods.toLocaleString("en-US")],
    ["Clips", plan.maxClips.toLocaleString("en-US")],
    ["Recordings kept", `${plan.retentionDays} days`],
    ["Trash kept", `${plan.trashDays} days`],
    ["Model budget", `$${plan.llmMonthlyUsd.toFixed(2)} a month`],
    ["When full", plan.allowsEviction ? "oldest make way" : "refuses"],
  ];
  return (
    <li className="flex flex-col rounded-xl border border-line bg-surface p-4">
      <div className="mb-3 flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold">{plan.name}</h2>
          <p className="text-sm text-muted">
            {plan.id} · {countOf(plan.accountCount, "accounts")}
          </p>
        </div>
        <Button size="small" onClick={onEdit} aria-label={`Edit ${plan.name}`}>
          Edit
        </Button>
      </div>
      <dl className="grid gap-1 text-sm">
        {facts.map(([label, value]) => (
          <div key={label} className="flex justify-between gap-3">
            <dt className="text-muted">{label}</dt>
            <dd className="text-right time">{value}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

function AccountsTable({ accounts, plans }: { accounts: AccountOnPlan[]; plans: PlanView[] }) {
  const move = useSetAccountPlan();
  return (
    <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
      {accounts.map((account) => (
        <li key={account.accountId} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
          <div className="min-w-0 flex-1">
            <p className="truncate font-medium">{account.name}</p>
            <p className="text-sm text-muted">{account.slug}</p>
          </div>
          <span className="text-sm time">{formatBytes(account.storedBytes)}</span>
          <select
            aria-label={`Plan of ${account.name}`}
            value={account.planId}
            disabled={move.isPending}
            onChange={(event) =>
              move.mutate(
                { accountId: account.accountId, planId: event.target.value },
                {
                  onError: (error) => toast.error(error.message),
                  onSuccess: () => toast.success(`${account.name} has another plan now.`),
                },
              )
            }
            className="h-9 rounded-lg border border-line-strong bg-canvas px-2 text-sm"
          >
            {plans.map((plan) => (
              <option key={plan.id} value={plan.id}>
                {plan.name}
              </option>
            ))}
          </select>
        </li>
      ))}
    </ul>
  );
}
