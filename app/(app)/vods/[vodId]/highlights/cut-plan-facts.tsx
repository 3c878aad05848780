import { countOf } from "#app/_ui/job-words.ts";
import type { CutPlans } from "#lib/clips/model.ts";
import { formatBytes, formatDuration, formatTimestamp } from "#lib/time.ts";

/** What a cut will be, as a list of figures. `isOld`: they are of another choice, new ones are on their way. */
export function CutPlanFacts({ plan, isOld }: { plan: CutPlans; isOld: boolean }) {
  const { totals, quota } = plan;
  const toCut = plan.plans.flatMap((one) => (one.ok && !one.isCutAlready ? [one] : []));
  const [only] = toCut;
  const reasons = new Set(plan.plans.flatMap((one) => (one.ok ? [] : [one.message])));
  const leadIns = toCut.map((one) => one.leadInSeconds);
  const longest = Math.max(0, ...leadIns);
  const encodedAnew = toCut.reduce((sum, one) => sum + one.framesToEncode, 0);
  const frameCount = toCut.reduce((sum, one) => sum + one.frameCount, 0);
  const facts: [string, string][] = [
    ["To cut now", countOf(totals.clipCount, "clips")],
    ["Length together", formatDuration(totals.durationSeconds)],
    ...(toCut.length === 1 && only
      ? [
          [
            "From – to",
            `${formatTimestamp(only.startSeconds, 2)} – ${formatTimestamp(only.endSeconds, 2)}, ${countOf(only.frameCount, "frames")}`,
          ] as [string, string],
        ]
      : []),
    ...(plan.mode === "exact"
      ? [
          ["Encoded anew, about", `${encodedAnew.toLocaleString("en-US")} of ${countOf(frameCount, "frames")}`] as [
            string,
            string,
          ],
        ]
      : []),
    ["To read", `${formatBytes(totals.bytesToRead)} of ${formatBytes(totals.sourceBytes)}`],
    ["Size, about", formatBytes(totals.estimatedBytes)],
    ["Storage after", `${formatBytes(quota.usedBytesAfter)} of ${formatBytes(quota.maxBytes)}`],
    ["Clips after", `${quota.clipCountAfter.toLocaleString("en-US")} of ${quota.maxClips.toLocaleString("en-US")}`],
    ...(totals.cutAlreadyCount > 0 ? [["Cut already", String(totals.cutAlreadyCount)] as [string, string]] : []),
    ...(totals.refusedCount > 0 ? [["Left out", String(totals.refusedCount)] as [string, string]] : []),
  ];
  return (
    <div className={isOld ? "opacity-60" : ""} aria-busy={isOld}>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1.5">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="time text-right font-medium">{value}</dd>
          </div>
        ))}
      </dl>
      {plan.mode === "fast" && toCut.length > 0 ? (
        <p className="mt-3 text-sm text-muted">
          {longest < 0.005
            ? "Starts where it was asked to."
            : toCut.length === 1
              ? `Starts ${longest.toFixed(2)} s earlier.`
              : `Starts up to ${longest.toFixed(2)} s earlier.`}
        </p>
      ) : null}
      {[...reasons].slice(0, 3).map((reason) => (
        <p key={reason} className="mt-2 text-sm text-warn">
          {reason}
        </p>
      ))}
      {quota.fits ? null : (
        <p role="alert" className="mt-2 text-sm text-bad">
          Not all of it fits your plan. Clips are cut in order until it is full; delete videos or clips to make room.
        </p>
      )}
    </div>
  );
}
