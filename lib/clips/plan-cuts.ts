import { and, eq, sql } from "drizzle-orm";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import type { highlights } from "#drizzle/schema/highlights.ts";
import { vods } from "#drizzle/schema/vods.ts";
import { usedBytes as usedBytesOf } from "#lib/accounts/model.ts";
import { getQuotaUsage } from "#lib/accounts/quota-usage.ts";
import type { Ctx } from "#lib/context.ts";
import { effectiveBounds } from "#lib/highlights/model.ts";
import type { AccountId } from "#lib/ids.ts";
import { ticksToSeconds } from "#lib/time.ts";
import { getMedia } from "#lib/vods/queries.ts";
import { readCutTimes } from "./estimate-cut-seconds.ts";
import type { CutMode, CutPlan, CutPlans, PlannedCut } from "./model.ts";
import { planCut } from "./plan-cut.ts";
import { countBatchBytes } from "./plan-reads.ts";
import { isThisCut, notClipable } from "./queue-cut.ts";
import { noSuchHighlight, selectHighlights } from "./select-highlights.ts";

type Asked = {
  accountId: AccountId;
  vodId: string;
  highlightIds: string[] | "all";
  mode?: CutMode;
  /** Plan what was judged not a clip, too. */
  anyway?: boolean;
};

/**
 * What `requestCuts` would do if it were asked the same: each clip's true bounds, frames, bytes to read and estimated
 * size, and all together against the plan's quota. Reads and changes nothing. Throws `not_found`, `not_ready`.
 */
export async function planCuts(ctx: Pick<Ctx, "db">, input: Asked): Promise<CutPlans> {
  const { accountId, vodId } = input;
  const mode = input.mode ?? "exact";
  const { index, row } = await getMedia(ctx, { accountId, vodId });
  const [found, existing, usage, estimateSeconds] = await Promise.all([
    selectHighlights(ctx.db, input),
    listNewestAttempts(ctx, input),
    getQuotaUsage(ctx.db, { accountId }),
    readCutTimes(ctx.db, { accountId }),
  ]);
  const toCut: CutPlan[] = [];
  let newClipCount = 0;
  const planOne = (highlight: typeof highlights.$inferSelect): PlannedCut => {
    const highlightId = highlight.id;
    if (highlight.isClipable === false && input.anyway !== true) {
      return { highlightId, ok: false, reason: "not_clipable", message: notClipable(highlight) };
    }
    const planned = planCut({ index, bounds: effectiveBounds(highlight), mode });
    if (!planned.ok) return { highlightId, ok: false, reason: planned.reason, message: planned.message };
    const { plan } = planned;
    const clip = existing.get(highlightId);
    const isCutAlready = clip !== undefined && isThisCut(clip, plan);
    if (!isCutAlready) {
      toCut.push(plan);
      if (clip === undefined || !countedStates.has(clip.vodState)) newClipCount += 1;
    }
    const estimatedSeconds = mode === "exact" ? estimateSeconds(plan.framesToEncode) : null;
    return { highlightId, ok: true, isCutAlready, estimatedSeconds, ...viewOf(plan) };
  };
  const plans = found.map(planOne);
  for (const highlightId of input.highlightIds === "all" ? [] : new Set(input.highlightIds)) {
    if (!plans.some((one) => one.highlightId === highlightId))
      plans.push({ highlightId, ok: false, ...noSuchHighlight });
  }
  const sum = (of: (plan: CutPlan) => number) => toCut.reduce((all, plan) => all + of(plan), 0);
  const estimatedBytes = sum((plan) => plan.estimatedBytes);
  const { maxBytes } = usage.clips;
  const usedBytes = usedBytesOf(usage.clips);
  const clipCountAfter = usage.clipCount + newClipCount;
  return {
    mode,
    plans,
    totals: {
      clipCount: toCut.length,
      cutAlreadyCount: plans.filter((one) => one.ok && one.isCutAlready).length,
      refusedCount: plans.filter((one) => !one.ok).length,
      durationSeconds: sum((plan) => plan.durationSeconds),
      bytesToRead: countBatchBytes(toCut.map((plan) => plan.window)),
      estimatedBytes,
      sourceBytes: row.videoSizeBytes,
    },
    quota: {
      maxBytes,
      usedBytes,
      usedBytesAfter: usedBytes + estimatedBytes,
      maxClips: usage.maxClips,
      clipCountAfter,
      fits: usedBytes + estimatedBytes <= maxBytes && clipCountAfter <= usage.maxClips,
    },
  };
}

/** States in which a clip counts against the plan's number of clips already. */
const countedStates = new Set<string>(["imported", "processing", "ready"]);

const viewOf = (plan: CutPlan) => ({
  startSeconds: ticksToSeconds(plan.startTicks, plan.timescale),
  endSeconds: ticksToSeconds(plan.endTicks, plan.timescale),
  durationSeconds: plan.durationSeconds,
  leadInSeconds: plan.leadInSeconds,
  frameCount: plan.frameCount,
  framesToEncode: plan.framesToEncode,
  bytesToRead: plan.bytesToRead,
  estimatedBytes: plan.estimatedBytes,
});

/** The newest attempt of each highlight's clip of this VOD, by highlight. */
async function listNewestAttempts(ctx: Pick<Ctx, "db">, input: { accountId: AccountId; vodId: string }) {
  const rows = await ctx.db
    .select({ highlightId: clips.highlightId, vodState: vods.state, newest: clipAttempts })
    .from(clips)
    .innerJoin(vods, eq(vods.id, clips.vodId))
    .innerJoin(
      clipAttempts,
      and(
        eq(clipAttempts.vodId, clips.vodId),
        sql`${clipAttempts.attempt} = (select max(a.attempt) from clip_attempts a where a.vod_id = ${clips.vodId})`,
      ),
    )
    .where(
      and(eq(clips.accountId, input.accountId), eq(clips.sourceVodId, input.vodId), eq(clips.profile, "landscape")),
    );
  return new Map(rows.map((row) => [row.highlightId, row]));
}
