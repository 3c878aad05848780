import type { Clip } from "#app/_queries/clips.ts";
import { countOf } from "#app/_ui/job-words.ts";
import { Skeleton } from "#app/_ui/states.tsx";
import type { CutPlans } from "#lib/clips/model.ts";
import { formatBytes, formatDuration } from "#lib/time.ts";

type Props = {
  plan: CutPlans | undefined;
  error: Error | null;
  /** The figures are of another choice; new ones are on their way. */
  isOld: boolean;
  /** The clip that is there in this shape, with captions or without as the new one. */
  replaces: Clip | undefined;
};

/** What a clip will be and what it takes, in one line; or why it can't be made. */
export function ShapePlan({ plan, error, isOld, replaces }: Props) {
  return (
    <div aria-live="polite" className="min-h-12 rounded-lg bg-raised px-3 py-2.5 text-sm">
      {error ? <p className="text-bad">{error.message}</p> : plan ? <Figures plan={plan} isOld={isOld} /> : null}
      {!error && !plan ? <Skeleton className="h-5 w-2/3" /> : null}
      {replaces && plan?.totals.clipCount === 1 ? (
        <p className="mt-1 text-warn">
          It takes the place of the clip {replaces.isCaptioned ? "with" : "without"} captions that is there in this
          shape.
        </p>
      ) : null}
    </div>
  );
}

function Figures({ plan, isOld }: { plan: CutPlans; isOld: boolean }) {
  const [one] = plan.plans;
  if (!one) return <p className="text-bad">The highlight is gone. Load the page again.</p>;
  if (!one.ok) return <p className="text-bad">{one.message}</p>;
  const { quota } = plan;
  return (
    <div className={isOld ? "opacity-60" : ""}>
      <p>
        <span className="time font-medium">{formatDuration(one.durationSeconds)}</span>,{" "}
        {countOf(one.frameCount, "frames")}
        {one.leadInSeconds >= 0.005 ? `, starts ${one.leadInSeconds.toFixed(2)} s earlier` : ""}, about{" "}
        <span className="time font-medium">{formatBytes(one.estimatedBytes)}</span>
      </p>
      <p className="text-muted">
        {describeWork(plan.mode, one.framesToEncode)} Storage after:{" "}
        <span className="time">{formatBytes(quota.usedBytesAfter)}</span> of{" "}
        <span className="time">{formatBytes(quota.maxBytes)}</span>.
      </p>
      {quota.fits ? null : (
        <p className="text-bad">It doesn't fit your plan. Delete recordings or clips to make room.</p>
      )}
    </div>
  );
}

function describeWork(mode: CutPlans["mode"], framesToEncode: number): string {
  if (mode === "fast") return "Nothing is encoded anew.";
  if (mode === "render") return "Every frame is drawn and encoded anew.";
  return `About ${countOf(framesToEncode, "frames")} are encoded anew, the rest is copied.`;
}
