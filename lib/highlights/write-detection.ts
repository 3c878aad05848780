import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { detectionRuns, highlights } from "#drizzle/schema/highlights.ts";
import type { Ctx } from "#lib/context.ts";
import { requireFence } from "#lib/fence.ts";
import type { AccountId } from "#lib/ids.ts";
import { enqueueJob } from "#lib/jobs.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { reachPoint } from "#lib/points.ts";
import { ticksToSeconds } from "#lib/time.ts";
import {
  type DetectionChange,
  type DetectionDiff,
  effectiveBounds,
  type ReactionLag,
  type ScoredHighlight,
  type SignalStates,
  type UntouchedHighlight,
} from "./model.ts";
import { type Candidate, type DiffPlan, type Existing, planDiff } from "./plan-diff.ts";
import { type FrameGrid, snapToFrames } from "./snap-bounds.ts";

/** Peaks this close are the same moment. */
const nearSeconds = 10;

export type DetectionResult = {
  run: { id: string; accountId: AccountId; vodId: string };
  grid: FrameGrid;
  /** Best first. */
  highlights: ScoredHighlight[];
  states: SignalStates;
  lag: ReactionLag;
};

/**
 * Writes a run's result in one transaction: highlights against those that are there, the run's end, the next job.
 * Highlights that were cut, approved, rejected, trimmed or made by hand are not touched. Returns how many were found.
 */
export async function writeDetection(
  ctx: Pick<Ctx, "db" | "now" | "fence" | "atPoint">,
  result: DetectionResult,
): Promise<number> {
  const { run, grid, states, lag } = result;
  return ctx.db.transaction(async (tx) => {
    await requireFence(tx, ctx);
    const [open] = await tx
      .select({ id: detectionRuns.id })
      .from(detectionRuns)
      .where(and(eq(detectionRuns.id, run.id), inArray(detectionRuns.state, ["queued", "running"])))
      .for("update");
    // Another worker finished this run, or gave it up.
    if (!open) return 0;
    const existing = await lockExisting(tx, run);
    const found = result.highlights.filter((one) => one.endSeconds > one.startSeconds);
    const candidates = found.map((one) => snapToFrames(one, grid));
    const plan = planDiff(candidates, existing, nearSeconds * grid.timescale);
    const columnsOf = (index: number) => ({
      detectionRunId: run.id,
      timescale: grid.timescale,
      detectedStartTicks: candidates[index]!.startTicks,
      detectedEndTicks: candidates[index]!.endTicks,
      peakTicks: candidates[index]!.peakTicks,
      rank: index + 1,
      score: found[index]!.score,
      contributions: found[index]!.contributions,
      updatedAt: ctx.now(),
    });
    // What a person chose on the old bounds, or undid, doesn't hold for the new ones.
    const raised = sql`${highlights.editVersion} + 1`;
    for (const { id, candidate, isMoved } of plan.updates) {
      // What a model said of other bounds doesn't hold for these.
      const unrefined = {
        refinedStartTicks: null,
        refinedEndTicks: null,
        refineState: "none" as const,
        refineReason: null,
        isClipable: null,
        clipableReason: null,
        confidence: null,
      };
      await tx
        .update(highlights)
        .set({
          ...columnsOf(candidate),
          ...(isMoved ? { ...unrefined, editVersion: raised } : {}),
          version: sql`${highlights.version} + 1`,
        })
        .where(and(eq(highlights.id, id), eq(highlights.accountId, run.accountId)));
    }
    if (plan.inserts.length > 0) {
      await tx.insert(highlights).values(
        plan.inserts.map((index) => ({
          ...columnsOf(index),
          accountId: run.accountId,
          vodId: run.vodId,
          origin: "detected" as const,
        })),
      );
    }
    if (plan.gone.length > 0) {
      await tx
        .update(highlights)
        .set({
          hiddenAt: ctx.now(),
          updatedAt: ctx.now(),
          version: sql`${highlights.version} + 1`,
          editVersion: raised,
        })
        .where(and(inArray(highlights.id, plan.gone), eq(highlights.accountId, run.accountId)));
    }
    const reason = found.length === 0 ? reasonOf(states) : null;
    await tx
      .update(detectionRuns)
      .set({
        state: "done",
        signalStates: states,
        diff: diffOf(plan, candidates, existing, grid.timescale),
        lag,
        failureText: reason,
        finishedAt: ctx.now(),
      })
      .where(eq(detectionRuns.id, run.id));
    if (found.length > 0) {
      await enqueueJob(tx, "refine_highlights", { accountId: run.accountId, detectionRunId: run.id });
    }
    await reachPoint(ctx, "detect.writing");
    return found.length;
  });
}

/** The plan's counts, with the places of what changed. */
function diffOf(plan: DiffPlan, candidates: Candidate[], existing: Known[], timescale: number): DetectionDiff {
  const known = new Map(existing.map((one) => [one.id, one]));
  const before = (id: string) => {
    const one = known.get(id);
    return {
      fromSeconds: one ? ticksToSeconds(one.startTicks, timescale) : null,
      fromEndSeconds: one ? ticksToSeconds(one.endTicks, timescale) : null,
    };
  };
  const after = (index: number) => ({
    toSeconds: ticksToSeconds(candidates[index]!.startTicks, timescale),
    toEndSeconds: ticksToSeconds(candidates[index]!.endTicks, timescale),
  });
  const changes: DetectionChange[] = [
    ...plan.updates
      .filter((one) => one.isMoved)
      .map(({ id, candidate }) => ({ kind: "moved" as const, ...before(id), ...after(candidate) })),
    ...plan.inserts.map((index) => ({ kind: "added" as const, fromSeconds: null, ...after(index) })),
    ...plan.gone.map((id) => ({ kind: "gone" as const, ...before(id), toSeconds: null })),
  ];
  const at = (one: DetectionChange) => one.toSeconds ?? one.fromSeconds ?? 0;
  const untouched = existing.flatMap(({ because, startTicks, endTicks }) =>
    because === null
      ? []
      : {
          startSeconds: ticksToSeconds(startTicks, timescale),
          endSeconds: ticksToSeconds(endTicks, timescale),
          because,
        },
  );
  return {
    ...plan.diff,
    changes: changes.sort((a, b) => at(a) - at(b)),
    untouched: untouched.sort((a, b) => a.startSeconds - b.startSeconds),
  };
}

type Known = Existing & { because: UntouchedHighlight["because"] | null };

/** Why a run leaves a highlight as it is; null: it may change it. */
function protectedBecause(row: typeof highlights.$inferSelect): Known["because"] {
  if (row.cutState !== "none") return "cut";
  if (row.reviewState !== "suggested") return row.reviewState;
  if (row.trimmedStartTicks !== null) return "trimmed";
  return row.origin === "manual" ? "manual" : null;
}

async function lockExisting(tx: Tx, run: DetectionResult["run"]): Promise<Known[]> {
  const rows = await tx
    .select()
    .from(highlights)
    .where(and(eq(highlights.accountId, run.accountId), eq(highlights.vodId, run.vodId), isNull(highlights.hiddenAt)))
    .orderBy(highlights.id)
    .for("update");
  return rows.map((row) => {
    const because = protectedBecause(row);
    const isProtected = because !== null;
    const bounds = isProtected
      ? effectiveBounds(row)
      : { startTicks: row.detectedStartTicks, endTicks: row.detectedEndTicks };
    return {
      id: row.id,
      startTicks: bounds.startTicks,
      endTicks: bounds.endTicks,
      peakTicks: row.peakTicks,
      isProtected,
      because,
    };
  });
}

/** Why nothing was found, in one sentence. */
function reasonOf(states: SignalStates): string {
  const missing = Object.entries(states)
    .filter(([, one]) => one.state !== "ok")
    .map(([name, one]) => `${name}: ${one.text}`);
  if (missing.length === Object.keys(states).length) {
    return `No signal could be used (${missing.join("; ")}). Hand in a chat, events or transcript file, then look again.`;
  }
  return "No moment stands out from the rest of the stream.";
}
