import assert from "node:assert/strict";
import { and, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { highlights } from "#drizzle/schema/highlights.ts";
import type { Ctx } from "#lib/context.ts";
import { requireFence } from "#lib/fence.ts";
import type { Contribution } from "#lib/highlights/model.ts";
import type { AccountId } from "#lib/ids.ts";
import { reachPoint } from "#lib/points.ts";
import { ticksToSeconds } from "#lib/time.ts";
import type { MediaView } from "#lib/vods/queries.ts";
import { type Asked, type AskFailure, type AskInput, askBackend } from "./ask-backend.ts";
import {
  type HighlightRefinementBackend,
  movedSeconds,
  nearestFrameTicks,
  type RefineSkipReason,
  settledSeconds,
  windowAround,
} from "./model.ts";
import { findAudio, readAudio } from "./read-audio.ts";
import { readEvidence } from "./read-evidence.ts";
import type { RefinementAnswer } from "./schema.ts";

export type RefineCtx = Pick<Ctx, "db" | "now" | "signal" | "log" | "cache" | "config" | "fence" | "atPoint">;

type Row = typeof highlights.$inferSelect;

export type RefineTarget = {
  accountId: AccountId;
  detectionRunId: string;
  highlightId: string;
  backend: HighlightRefinementBackend;
  maxIterations: number;
  maxInFlight: number;
  vod: { vodId: string; streamId: string | null; streamOffsetMs: number };
  media: MediaView;
  wait?: AskInput["wait"];
};

/** `failure`: what went wrong when it failed. */
export type RefinedOne =
  | { state: "done" }
  | { state: "skipped" }
  | { state: "failed"; failure: AskFailure; message: string };

const writeTries = 5;

/** Nobody has decided on it yet: refinement may change its bounds. */
export const isUndecided = (row: Row): boolean =>
  row.reviewState === "suggested" && row.cutState === "none" && row.trimmedStartTicks === null && row.hiddenAt === null;

/** States from which a run may take a highlight; a reason that money or the switch gave is looked at anew. */
const takeable = ["none", "queued", "running", "skipped"] as const;

/** Marks a highlight as not refined, with the reason; only while it waits or is being worked on. */
export async function skipRefinement(
  ctx: Pick<Ctx, "db" | "now">,
  input: { accountId: AccountId; highlightId: string; reason: RefineSkipReason },
): Promise<void> {
  await ctx.db
    .update(highlights)
    .set({ refineState: "skipped", refineReason: input.reason, ...changed(ctx) })
    .where(
      and(
        eq(highlights.id, input.highlightId),
        eq(highlights.accountId, input.accountId),
        inArray(highlights.refineState, takeable),
      ),
    );
}

/** Refines one highlight and says what became of it. Trimmed bounds are never written. */
export async function refineOne(ctx: RefineCtx, target: RefineTarget): Promise<RefinedOne> {
  const { accountId, highlightId } = target;
  const row = await claim(ctx, target);
  const skip = async (reason: RefineSkipReason): Promise<RefinedOne> => {
    await skipRefinement(ctx, { accountId, highlightId, reason });
    return { state: "skipped" };
  };
  if (!row) return skip("decided");
  await reachPoint(ctx, "refine.claimed");
  const outcome = await iterate(ctx, target, row);
  await requireFence(ctx.db, ctx);
  if (outcome.ok) {
    await reachPoint(ctx, "refine.kept");
    if (!(await writeAnswer(ctx, target, row, outcome.answer))) return skip("decided");
    await reachPoint(ctx, "refine.written");
    return { state: "done" };
  }
  if (outcome.reason !== "failed") return skip(outcome.reason);
  await markFailed(ctx, { accountId, highlightId, message: outcome.message });
  return { state: "failed", failure: outcome.code, message: outcome.message };
}

/** Says why a highlight that waits or is worked on could not be refined. */
export async function markFailed(
  ctx: Pick<Ctx, "db" | "now">,
  input: { accountId: AccountId; highlightId: string; message: string },
): Promise<void> {
  await ctx.db
    .update(highlights)
    .set({ refineState: "failed", refineReason: input.message, ...changed(ctx) })
    .where(
      and(
        eq(highlights.id, input.highlightId),
        eq(highlights.accountId, input.accountId),
        inArray(highlights.refineState, takeable),
      ),
    );
}

const mine = (target: RefineTarget): SQL | undefined =>
  and(eq(highlights.id, target.highlightId), eq(highlights.accountId, target.accountId));

const changed = (ctx: Pick<Ctx, "now">) => ({ version: sql`${highlights.version} + 1`, updatedAt: ctx.now() });

async function claim(ctx: Pick<Ctx, "db" | "now">, target: RefineTarget): Promise<Row | null> {
  const [row] = await ctx.db
    .update(highlights)
    .set({ refineState: "running", refineReason: null, ...changed(ctx) })
    .where(
      and(
        mine(target),
        inArray(highlights.refineState, takeable),
        eq(highlights.reviewState, "suggested"),
        eq(highlights.cutState, "none"),
        isNull(highlights.trimmedStartTicks),
        isNull(highlights.hiddenAt),
      ),
    )
    .returning();
  return row ?? null;
}

/** Asks until the bounds settle. A later iteration that gets no answer leaves the one before. */
async function iterate(ctx: RefineCtx, target: RefineTarget, row: Row): Promise<Asked> {
  const { accountId, backend, media } = target;
  const durationSeconds = ticksToSeconds(media.index.durationTicks, media.index.videoTimescale);
  let current = {
    startSeconds: ticksToSeconds(row.detectedStartTicks, row.timescale),
    endSeconds: ticksToSeconds(row.detectedEndTicks, row.timescale),
  };
  let last: (Asked & { ok: true }) | null = null;
  for (let iteration = 1; iteration <= target.maxIterations; iteration += 1) {
    ctx.signal.throwIfAborted();
    const window = windowAround(current, durationSeconds);
    const audio = backend.takesAudio ? findAudio(media, window) : null;
    const asked = await askBackend(ctx, {
      accountId,
      highlightId: target.highlightId,
      detectionRunId: target.detectionRunId,
      iteration,
      backend,
      maxInFlight: target.maxInFlight,
      ...(target.wait ? { wait: target.wait } : {}),
      input: {
        window,
        current,
        peakSeconds: row.peakTicks === null ? null : ticksToSeconds(row.peakTicks, row.timescale),
        score: row.score,
        contributions: row.contributions as Contribution[],
        ...(await readEvidence(ctx, { accountId, ...target.vod, window })),
        audio,
        previous: last?.answer ?? null,
      },
      readAudio: async () => (audio === null ? null : readAudio(ctx, { media, audio })),
    });
    if (!asked.ok) return last ?? asked;
    const moved = movedSeconds(current, asked.answer);
    last = asked;
    current = { startSeconds: asked.answer.startSeconds, endSeconds: asked.answer.endSeconds };
    if (moved < settledSeconds) break;
  }
  assert(last !== null, "at least one iteration is allowed");
  return last;
}

/** Writes the answer on the version it was made for; on a newer one only if nobody decided and the bounds are the same. */
async function writeAnswer(
  ctx: Pick<Ctx, "db" | "now">,
  target: RefineTarget,
  claimed: Row,
  answer: RefinementAnswer,
): Promise<boolean> {
  let seen = claimed;
  const startTicks = nearestFrameTicks(target.media.index, answer.startSeconds);
  const endTicks = nearestFrameTicks(target.media.index, answer.endSeconds);
  for (let tries = 0; tries < writeTries; tries += 1) {
    const rows = await ctx.db
      .update(highlights)
      .set({
        refinedStartTicks: startTicks,
        refinedEndTicks: endTicks,
        title: sql`case when exists (select 1 from action_log l where l.highlight_id = ${highlights.id} and l.action = 'retitle' and l.undone_at is null)
          then ${highlights.title} else coalesce(nullif(${answer.title}, ''), ${highlights.title}) end`,
        tags: answer.tags,
        isClipable: answer.isClipable,
        clipableReason: answer.reason,
        confidence: answer.confidence,
        refineState: "done",
        refineReason: null,
        ...changed(ctx),
      })
      .where(and(mine(target), eq(highlights.version, seen.version), eq(highlights.refineState, "running")))
      .returning({ id: highlights.id });
    if (rows.length > 0) return true;
    const [now] = await ctx.db.select().from(highlights).where(mine(target));
    if (!now || !isUndecided(now) || now.refineState !== "running") return false;
    if (now.detectedStartTicks !== claimed.detectedStartTicks || now.detectedEndTicks !== claimed.detectedEndTicks) {
      return false;
    }
    seen = now;
  }
  return false;
}
