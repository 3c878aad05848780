import { formatUsd } from "#lib/refine/model.ts";

/** Money spent and promised of a budget, with the same in words. */
export function MoneyBar(props: { label: string; spentUsd: number; promisedUsd: number; budgetUsd: number }) {
  const { label, spentUsd, promisedUsd, budgetUsd } = props;
  const share = (usd: number) => (budgetUsd > 0 ? Math.min(100, (usd / budgetUsd) * 100) : usd > 0 ? 100 : 0);
  const isNearlyGone = share(spentUsd + promisedUsd) >= 90;
  return (
    <div>
      <div className="mb-1.5 flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <span className="font-medium">{label}</span>
        <span className="time text-muted">
          <span className="font-semibold text-ink">{formatUsd(spentUsd)}</span> of {formatUsd(budgetUsd)} spent
          {promisedUsd > 0 ? `, ${formatUsd(promisedUsd)} promised to calls under way` : ""}
        </span>
      </div>
      <div aria-hidden className="flex h-2.5 overflow-hidden rounded-full bg-raised">
        <div className={isNearlyGone ? "bg-warn" : "bg-accent"} style={{ width: `${share(spentUsd)}%` }} />
        <div className="bg-accent-soft" style={{ width: `${share(promisedUsd)}%` }} />
      </div>
    </div>
  );
}
