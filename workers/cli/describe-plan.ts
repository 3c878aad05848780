import type { CutPlans, PlannedCut } from "#lib/clips/model.ts";
import { formatBytes, formatDuration, formatTimestamp } from "#lib/time.ts";

/** A cut plan as lines: one a highlight, then all together. */
export function describePlan(plan: CutPlans): string {
  const { totals, quota } = plan;
  const lines = [
    ...plan.plans.map(describeOne),
    `${totals.clipCount} clips to cut (${plan.mode}), ${formatDuration(totals.durationSeconds)} together; cut already: ${totals.cutAlreadyCount}; left out: ${totals.refusedCount}`,
    `To read: ${formatBytes(totals.bytesToRead)} of ${formatBytes(totals.sourceBytes)}. Size: about ${formatBytes(totals.estimatedBytes)}.`,
    `Storage after: ${formatBytes(quota.usedBytesAfter)} of ${formatBytes(quota.maxBytes)}; clips after: ${quota.clipCountAfter} of ${quota.maxClips}.`,
    ...(quota.evicted.length > 0
      ? [
          `Deleted to make room: ${quota.evicted.map((one) => `${one.title} (${formatBytes(one.sizeBytes)})`).join(", ")}.`,
        ]
      : []),
    ...(quota.fits ? [] : ["Not all of it fits the plan. Delete VODs or clips, or move to a larger plan."]),
  ];
  return `${lines.join("\n")}\n`;
}

function describeOne(one: PlannedCut): string {
  if (!one.ok) return `${one.highlightId}  not cut: ${one.message}`;
  const range = `${formatTimestamp(one.startSeconds, 3)} - ${formatTimestamp(one.endSeconds, 3)}`;
  const early = one.leadInSeconds >= 0.005 ? `  starts ${one.leadInSeconds.toFixed(2)} s earlier` : "";
  const size = `reads ${formatBytes(one.bytesToRead)}, about ${formatBytes(one.estimatedBytes)}`;
  const anew = one.framesToEncode > 0 ? ` (${one.framesToEncode} encoded anew)` : "";
  return `${one.highlightId}  ${range}  ${one.frameCount} frames${anew}  ${one.isCutAlready ? "cut already" : size}${early}`;
}
