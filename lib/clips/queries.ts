import { and, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { clipAttempts, clips, highlightCaptions } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { effectiveBounds, isCutStale } from "#lib/highlights/model.ts";
import type { AccountId } from "#lib/ids.ts";
import type { ByteMeter } from "#lib/progress.ts";
import { ticksToSeconds } from "#lib/time.ts";
import type { ClipView, CutMode, CutPlan } from "./model.ts";
import type { ClipProfile } from "./render/model.ts";

const sourceVods = alias(vods, "source_vods");

/** Clips of an account, newest first; of one source VOD when named. Those in the trash are left out. */
export async function listClips(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; sourceVodId?: string },
): Promise<ClipView[]> {
  return select(
    ctx,
    input.accountId,
    input.sourceVodId === undefined ? undefined : eq(clips.sourceVodId, input.sourceVodId),
  );
}

/** All clips of these highlights, newest first. Those in the trash are left out. */
export async function listClipsOf(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; highlightIds: string[] },
): Promise<ClipView[]> {
  if (input.highlightIds.length === 0) return [];
  return select(ctx, input.accountId, inArray(clips.highlightId, input.highlightIds));
}

/** One clip. Throws `not_found`. */
export async function getClip(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; clipVodId: string },
): Promise<ClipView> {
  const [clip] = await select(ctx, input.accountId, eq(clips.vodId, input.clipVodId));
  if (!clip) throw new AppError("not_found", "There is no such clip in this account. It may have been deleted.");
  return clip;
}

/** How many clips with a finished file each of these streams has; streams without any are left out. */
export async function countClips(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; streamIds: string[] },
): Promise<Map<string, number>> {
  if (input.streamIds.length === 0) return new Map();
  const rows = await ctx.db
    .select({ streamId: vods.streamId, count: sql<number>`count(*)::int` })
    .from(clips)
    .innerJoin(vods, eq(vods.id, clips.vodId))
    .where(and(eq(clips.accountId, input.accountId), inArray(vods.streamId, input.streamIds), eq(vods.state, "ready")))
    .groupBy(vods.streamId);
  return new Map(rows.map((row) => [row.streamId as string, row.count]));
}

async function select(ctx: Pick<Ctx, "db">, accountId: AccountId, wanted: SQL | undefined): Promise<ClipView[]> {
  const rows = await ctx.db
    .select({
      clip: clips,
      vod: vods,
      sourceTitle: sourceVods.title,
      attempt: clipAttempts,
      highlight: highlights,
      captionsVersion: highlightCaptions.version,
    })
    .from(clips)
    .innerJoin(vods, eq(vods.id, clips.vodId))
    .innerJoin(sourceVods, eq(sourceVods.id, clips.sourceVodId))
    .innerJoin(highlights, eq(highlights.id, clips.highlightId))
    .leftJoin(highlightCaptions, eq(highlightCaptions.highlightId, clips.highlightId))
    .innerJoin(
      clipAttempts,
      and(
        eq(clipAttempts.vodId, clips.vodId),
        sql`${clipAttempts.attempt} = (select max(a.attempt) from clip_attempts a where a.vod_id = ${clips.vodId})`,
      ),
    )
    .where(
      and(eq(clips.accountId, accountId), inArray(vods.state, ["imported", "processing", "ready", "failed"]), wanted),
    )
    .orderBy(desc(clips.createdAt), desc(clips.vodId));
  return rows.map(viewOf);
}

type Row = {
  clip: typeof clips.$inferSelect;
  vod: typeof vods.$inferSelect;
  sourceTitle: string;
  attempt: typeof clipAttempts.$inferSelect;
  highlight: typeof highlights.$inferSelect;
  captionsVersion: number | null;
};

function viewOf({ clip, vod, sourceTitle, attempt, highlight, captionsVersion }: Row): ClipView {
  const plan = attempt.plan as CutPlan | null;
  const playable = vod.state === "ready" && clip.currentAttempt !== null;
  return {
    clipVodId: clip.vodId,
    highlightId: clip.highlightId,
    sourceVodId: clip.sourceVodId,
    sourceTitle,
    title: vod.title,
    state: attempt.state === "ready" && isStale(attempt, highlight, captionsVersion) ? "stale" : attempt.state,
    playable,
    mode: attempt.mode as CutMode,
    anyway: attempt.anyway,
    profile: clip.profile as ClipProfile,
    isCaptioned: clip.isCaptioned,
    render: plan?.render ?? null,
    notes: plan?.notes ?? [],
    startSeconds: ticksToSeconds(plan?.startTicks ?? attempt.startTicks, attempt.timescale),
    endSeconds: ticksToSeconds(plan?.endTicks ?? attempt.endTicks, attempt.timescale),
    durationMs: playable ? vod.durationMs : null,
    sizeBytes: playable ? vod.sizeBytes : null,
    frameRate: plan ? plan.frameCount / plan.durationSeconds : null,
    failureCode: attempt.failureCode,
    failureText: attempt.failureText,
    attempt: attempt.attempt,
    createdAt: clip.createdAt,
    readyAt: playable ? vod.readyAt : null,
    fraction: attempt.state === "ready" ? 1 : attempt.fraction,
    byteMeter: attempt.byteMeter as ByteMeter | null,
    made: plan?.made ?? null,
  };
}

/** The highlight's bounds, or the caption text that this attempt draws, have changed since it was asked for. */
export const isStale = (
  attempt: Row["attempt"],
  highlight: Row["highlight"],
  captionsVersion: Row["captionsVersion"],
): boolean => isCutStale(attempt, effectiveBounds(highlight), captionsVersion);
