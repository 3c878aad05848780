import type { Highlight } from "#app/_queries/highlights.ts";
import { highlightName } from "#app/_ui/highlight-words.ts";
import { countOf } from "#app/_ui/job-words.ts";
import type { CutPlans } from "#lib/clips/model.ts";
import { formatBytes, formatDuration, formatTimestamp } from "#lib/time.ts";
import { QuotaBar } from "./quota-bar.tsx";

type Props = {
  plan: CutPlans;
  /** The figures are of another choice; new ones are on their way. */
  isOld: boolean;
  highlights: readonly Highlight[];
};

/** What a cut will be: figures, the plan's room before and after, and what is left out and why. */
export function CutPlanFacts({ plan, isOld, highlights }: Props) {
  const { quota } = plan;
  const toCut = plan.plans.flatMap((one) => (one.ok && !one.isCutAlready ? [one] : []));
  const longest = Math.max(0, ...toCut.map((one) => one.leadInSeconds));
  return (
    <div className={isOld ? "opacity-60" : ""} aria-busy={isOld}>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1.5">
        {listFacts(plan).map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="time text-right font-medium">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="mt-4 grid gap-3">
        <QuotaBar
          label="Storage after"
          before={quota.usedBytes}
          after={quota.usedBytesAfter}
          max={quota.maxBytes}
          format={formatBytes}
        />
        <QuotaBar
          label="Clips after"
          before={quota.clipCount}
          after={quota.clipCountAfter}
          max={quota.maxClips}
          format={(count) => count.toLocaleString("en-US")}
        />
      </div>
      {plan.mode === "fast" && toCut.length > 0 ? (
        <p className="mt-3 text-sm text-muted">
          {longest < 0.005
            ? "Starts where it was asked to."
            : toCut.length === 1
              ? `Starts ${longest.toFixed(2)} s earlier.`
              : `Starts up to ${longest.toFixed(2)} s earlier.`}
        </p>
      ) : null}
      {quota.evicted.length > 0 ? (
        <p className="mt-3 text-sm text-warn">
          To make room, the oldest go: {listNames(quota.evicted.map((one) => one.title))} (
          {formatBytes(quota.evicted.reduce((sum, one) => sum + one.sizeBytes, 0))}).
        </p>
      ) : null}
      <LeftOut plan={plan} highlights={highlights} />
    </div>
  );
}

function listFacts({ plans, totals, mode }: CutPlans): [string, string][] {
  const toCut = plans.flatMap((one) => (one.ok && !one.isCutAlready ? [one] : []));
  const sum = (of: (one: (typeof toCut)[number]) => number) => toCut.reduce((all, one) => all + of(one), 0);
  const [only] = toCut;
  const isOne = toCut.length === 1 && only;
  return [
    ["To cut now", countOf(totals.clipCount, "clips")],
    ["Length together", formatDuration(totals.durationSeconds)],
    ...(isOne
      ? [["From – to", `${formatTimestamp(only.startSeconds, 2)} – ${formatTimestamp(only.endSeconds, 2)}`] as const]
      : []),
    ...(mode === "exact" && toCut.length > 0
      ? [
          [
            "Encoded anew, about",
            `${sum((one) => one.framesToEncode).toLocaleString("en-US")} of ${countOf(
              sum((one) => one.frameCount),
              "frames",
            )}`,
          ] as const,
        ]
      : []),
    ["To read", `${formatBytes(totals.bytesToRead)} of ${formatBytes(totals.sourceBytes)}`],
    ["Size, about", formatBytes(totals.estimatedBytes)],
    ...(totals.cutAlreadyCount > 0 ? [["Cut already", String(totals.cutAlreadyCount)] as const] : []),
  ].map(([name, value]) => [name, value]);
}

/** What is not cut, by reason. */
function LeftOut({ plan, highlights }: Pick<Props, "plan" | "highlights">) {
  const names = new Map(highlights.map((one) => [one.id, highlightName(one)]));
  const byReason = new Map<string, string[]>();
  for (const one of plan.plans) {
    if (one.ok) continue;
    byReason.set(one.message, [
      ...(byReason.get(one.message) ?? []),
      names.get(one.highlightId) ?? "A removed highlight",
    ]);
  }
  if (byReason.size === 0) return null;
  return (
    <section aria-label="Left out" className="mt-4 rounded-xl border border-line bg-warn-soft p-3 text-sm">
      <h3 className="font-medium text-warn">{countOf(plan.totals.refusedCount, "highlights")} left out</h3>
      <ul className="mt-1.5 grid gap-2">
        {[...byReason].slice(0, 4).map(([reason, left]) => (
          <li key={reason}>
            <span className="font-medium">{listNames(left)}</span>
            <span className="block break-words text-muted">{reason}</span>
          </li>
        ))}
      </ul>
      {byReason.size > 4 ? <p className="mt-2 text-muted">{countOf(byReason.size - 4, "more reasons")}.</p> : null}
    </section>
  );
}

const listNames = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 2).join(", ")} and ${names.length - 2} more` : names.join(", ");
