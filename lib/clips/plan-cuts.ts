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
import { getMedia, getVod } from "#lib/vods/queries.ts";
import { listEvictable } from "#lib/vods/retention/evictable.ts";
import { withCaptionsVersion } from "./captions/with-captions-version.ts";
import { readCutTimes } from "./estimate-cut-seconds.ts";
import type { CutMode, CutPlan, CutPlans, PlannedCut } from "./model.ts";
import { planCut } from "./plan-cut.ts";
import { countBatchBytes } from "./plan-reads.ts";
import { planRoom } from "./plan-room.ts";
import { isThisCut, notClipable } from "./queue-cut.ts";
import { type ClipProfile, isCaptioned } from "./render/model.ts";
import { chooseRender } from "./render/request-render.ts";
import type { RenderOptions } from "./render/schema.ts";
import { noSuchHighlight, selectHighlights } from "./select-highlights.ts";

type Asked = {
  accountId: AccountId;
  vodId: string;
  highlightIds: string[] | "all";
  mode?: CutMode;
  /** Of a rendered clip; `mode` is then `render`, whatever was asked. */
  profile?: ClipProfile;
  options?: RenderOptions;
  /** Plan what was judged not a clip, too. */
  anyway?: boolean;
};

/**
 * What `requestCuts` would do if it were asked the same: each clip's true bounds, frames, bytes to read and estimated
 * size, which the plan has room for, and all together against its quota. Reads and changes nothing.
 * Throws `not_found`, `not_ready`, and `invalid_input` for captions without a text.
 */
export async function planCuts(ctx: Pick<Ctx, "db">, input: Asked): Promise<CutPlans> {
  const { accountId, vodId } = input;
  const [{ index, row }, vod] = await Promise.all([getMedia(ctx, input), getVod(ctx, input)]);
  const spec = await chooseRender(ctx, { ...input, streamId: vod.streamId });
  const asked = spec && { spec, sourceSize: { width: row.width, height: row.height } };
  const mode = spec ? "render" : input.mode === "fast" ? "fast" : "exact";
  const [found, existing, usage, estimateSeconds] = await Promise.all([
    selectHighlights(ctx.db, input),
    listNewestAttempts(ctx, { ...input, profile: spec?.profile ?? "landscape", isCaptioned: isCaptioned(spec) }),
    getQuotaUsage(ctx.db, { accountId }),
    readCutTimes(ctx.db, { accountId }),
  ]);
  const toCut: { at: number; plan: CutPlan; isNew: boolean }[] = [];
  const planOne = async (highlight: typeof highlights.$inferSelect, at: number): Promise<PlannedCut> => {
    const highlightId = highlight.id;
    if (highlight.isClipable === false && input.anyway !== true) {
      return { highlightId, ok: false, reason: "not_clipable", message: notClipable(highlight) };
    }
    const render = asked && (await withCaptionsVersion(ctx, { accountId, highlightId, render: asked }));
    const planned = planCut({ index, bounds: effectiveBounds(highlight), mode, ...(render ? { render } : {}) });
    if (!planned.ok) return { highlightId, ok: false, reason: planned.reason, message: planned.message };
    const { plan } = planned;
    const clip = existing.get(highlightId);
    const isCutAlready = clip !== undefined && isThisCut(clip, plan);
    if (!isCutAlready) toCut.push({ at, plan, isNew: clip === undefined || !countedStates.has(clip.vodState) });
    const estimatedSeconds = mode === "exact" ? estimateSeconds(plan.framesToEncode) : null;
    return { highlightId, ok: true, isCutAlready, estimatedSeconds, ...viewOf(plan) };
  };
  const plans: PlannedCut[] = [];
  for (const [at, highlight] of found.entries()) plans.push(await planOne(highlight, at));
  for (const highlightId of input.highlightIds === "all" ? [] : new Set(input.highlightIds)) {
    if (!plans.some((one) => one.highlightId === highlightId))
      plans.push({ highlightId, ok: false, ...noSuchHighlight });
  }
  const evictable = usage.allowsEviction
    ? await listEvictable(ctx.db, {
        accountId,
        bucket: "clips",
        isShared: usage.isShared,
        spareVodIds: [vodId],
        limit: 1_000,
      })
    : [];
  const room = planRoom(
    usage,
    toCut.map(({ plan, isNew }) => ({ bytes: plan.estimatedBytes, isNew })),
    evictable,
  );
  const fitting: CutPlan[] = [];
  for (const [n, { at, plan }] of toCut.entries()) {
    const refusal = room.refusals[n];
    if (!refusal) fitting.push(plan);
    else
      plans[at] = { highlightId: plans[at]!.highlightId, ok: false, reason: refusal.reason, message: refusal.message };
  }
  const sum = (of: (plan: CutPlan) => number) => fitting.reduce((all, plan) => all + of(plan), 0);
  return {
    mode,
    plans,
    totals: {
      clipCount: fitting.length,
      cutAlreadyCount: plans.filter((one) => one.ok && one.isCutAlready).length,
      refusedCount: plans.filter((one) => !one.ok).length,
      durationSeconds: sum((plan) => plan.durationSeconds),
      bytesToRead: countBatchBytes(fitting.map((plan) => plan.window)),
      estimatedBytes: sum((plan) => plan.estimatedBytes),
      sourceBytes: row.videoSizeBytes,
    },
    quota: {
      maxBytes: usage.clips.maxBytes,
      usedBytes: usedBytesOf(usage.clips),
      usedBytesAfter: usedBytesOf(room.after.clips),
      maxClips: usage.maxClips,
      clipCount: usage.clipCount,
      clipCountAfter: room.after.clipCount,
      fits: fitting.length === toCut.length,
      evicted: room.evicted.map(({ title, sizeBytes }) => ({ title, sizeBytes })),
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

/** The newest attempt of each highlight's clip of this VOD in this shape, by highlight. */
async function listNewestAttempts(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; vodId: string; profile: ClipProfile; isCaptioned: boolean },
) {
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
      and(
        eq(clips.accountId, input.accountId),
        eq(clips.sourceVodId, input.vodId),
        eq(clips.profile, input.profile),
        eq(clips.isCaptioned, input.isCaptioned),
      ),
    );
  return new Map(rows.map((row) => [row.highlightId, row]));
}
