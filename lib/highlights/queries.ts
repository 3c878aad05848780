import { and, asc, count, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { detectionRuns, highlights } from "#drizzle/schema/highlights.ts";
import { vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { ticksToSeconds } from "#lib/time.ts";
import {
  type Contribution,
  type DetectionDiff,
  type DetectionRunView,
  effectiveBounds,
  type HighlightView,
  type ReactionLag,
  type SignalStates,
} from "./model.ts";

export { getMinimap } from "./minimap.ts";

function viewOf(row: typeof highlights.$inferSelect): HighlightView {
  const { from, startTicks, endTicks, timescale } = effectiveBounds(row);
  return {
    id: row.id,
    vodId: row.vodId,
    rank: row.rank,
    origin: row.origin,
    startSeconds: ticksToSeconds(startTicks, timescale),
    endSeconds: ticksToSeconds(endTicks, timescale),
    startTicks,
    endTicks,
    timescale,
    boundsFrom: from,
    peakSeconds: row.peakTicks === null ? null : ticksToSeconds(row.peakTicks, timescale),
    score: row.score,
    contributions: row.contributions as Contribution[],
    title: row.title,
    reviewState: row.reviewState,
    refineState: row.refineState,
    refineReason: row.refineReason,
    isClipable: row.isClipable,
    clipableReason: row.clipableReason,
    confidence: row.confidence,
    cutState: row.cutState,
    cutReason: row.cutReason,
    editVersion: row.editVersion,
  };
}

/** A VOD's visible highlights: the best score first, then by start. Those made by hand come with score 0, last. */
export async function listHighlights(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; vodId: string },
): Promise<HighlightView[]> {
  const rows = await ctx.db
    .select()
    .from(highlights)
    .where(
      and(eq(highlights.accountId, input.accountId), eq(highlights.vodId, input.vodId), isNull(highlights.hiddenAt)),
    )
    .orderBy(desc(highlights.score), asc(highlights.detectedStartTicks), asc(highlights.id));
  return rows.map(viewOf);
}

/** One highlight, hidden ones too; throws `not_found`. */
export async function getHighlight(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; highlightId: string },
): Promise<HighlightView> {
  const [row] = await ctx.db
    .select()
    .from(highlights)
    .where(and(eq(highlights.accountId, input.accountId), eq(highlights.id, input.highlightId)));
  if (!row) throw new AppError("not_found", "There is no such highlight in this account.");
  return viewOf(row);
}

/** The stream's newest detection run, or null. */
export async function findLatestDetectionRun(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; streamId: string },
): Promise<DetectionRunView | null> {
  const [row] = await ctx.db
    .select()
    .from(detectionRuns)
    .where(and(eq(detectionRuns.accountId, input.accountId), eq(detectionRuns.streamId, input.streamId)))
    .orderBy(desc(detectionRuns.createdAt), desc(detectionRuns.id))
    .limit(1);
  if (!row) return null;
  const { id, vodId, trigger, state, failureCode, failureText, createdAt, startedAt, finishedAt } = row;
  const signalStates = row.signalStates as SignalStates | null;
  const diff = row.diff as DetectionDiff | null;
  const lag = row.lag as ReactionLag | null;
  const known = { id, vodId, trigger, state, failureCode, failureText, createdAt, startedAt, finishedAt };
  return { ...known, signalStates, diff, lag };
}

/** Visible highlights a stream; streams without any are left out of the map. */
export async function countHighlights(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; streamIds: string[] },
): Promise<Map<string, number>> {
  if (input.streamIds.length === 0) return new Map();
  const rows = await ctx.db
    .select({ streamId: sql<string>`${vods.streamId}`, count: count() })
    .from(highlights)
    .innerJoin(vods, eq(vods.id, highlights.vodId))
    .where(
      and(
        eq(highlights.accountId, input.accountId),
        inArray(vods.streamId, input.streamIds),
        isNull(highlights.hiddenAt),
      ),
    )
    .groupBy(vods.streamId);
  return new Map(rows.map((row) => [row.streamId, row.count]));
}
