import { and, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { highlights } from "#drizzle/schema/highlights.ts";
import type { Ctx } from "#lib/context.ts";
import type { Contribution } from "#lib/highlights/model.ts";
import type { AccountId } from "#lib/ids.ts";
import { ticksToSeconds } from "#lib/time.ts";
import type { MediaIndex } from "#lib/vods/model.ts";
import { askBackend } from "./ask-backend.ts";
import {
  type HighlightRefinementBackend,
  movedSeconds,
  nearestFrameTicks,
  type RefineSkipReason,
  settledSeconds,
  windowAround,
} from "./model.ts";
import { readEvidence } from "./read-evidence.ts";
import type { RefinementAnswer } from "./schema.ts";

type Row = typeof highlights.$inferSelect;

export type RefineTarget = {
  accountId: AccountId;
  detectionRunId: string;
  highlightId: string;
  backend: HighlightRefinementBackend;
  maxIterations: number;
  media: { vodId: string; streamId: string | null; streamOffsetMs: number; index: MediaIndex };
};

const writeTries = 5;

/** Nobody has decided on it yet: refinement may change its bounds. */
export const isUndecided = (row: Row): boolean =>
  row.reviewState === "suggested" && row.cutState === "none" && row.trimmedStartTicks === null && row.hiddenAt === null;

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
        inArray(highlights.refineState, ["none", "queued", "running"]),
      ),
    );
}

/** Refines one highlight and says what became of it. Trimmed bounds are never written. */
export async function refineOne(
  ctx: Pick<Ctx, "db" | "now" | "signal" | "log">,
  target: RefineTarget,
): Promise<"done" | "failed" | "skipped"> {
  const { accountId, highlightId } = target;
  const row = await claim(ctx, target);
  if (!row) {
    await skipRefinement(ctx, { accountId, highlightId, reason: "decided" });
    return "skipped";
  }
  const outcome = await iterate(ctx, target, row);
  if (outcome.ok) {
    const written = await writeAnswer(ctx, target, row, outcome.answer);
    if (!written) await skipRefinement(ctx, { accountId, highlightId, reason: "decided" });
    return written ? "done" : "skipped";
  }
  if (outcome.reason === "budget") {
    await skipRefinement(ctx, { accountId, highlightId, reason: "budget" });
    return "skipped";
  }
  await ctx.db
    .update(highlights)
    .set({ refineState: "failed", refineReason: outcome.message, ...changed(ctx) })
    .where(and(mine(target), eq(highlights.refineState, "running")));
  return "failed";
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
        inArray(highlights.refineState, ["none", "queued", "running"]),
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
async function iterate(ctx: Pick<Ctx, "db" | "now" | "signal" | "log">, target: RefineTarget, row: Row) {
  const { index, vodId, streamId, streamOffsetMs } = target.media;
  const durationSeconds = ticksToSeconds(index.durationTicks, index.videoTimescale);
  let current = {
    startSeconds: ticksToSeconds(row.detectedStartTicks, row.timescale),
    endSeconds: ticksToSeconds(row.detectedEndTicks, row.timescale),
  };
  let answer: RefinementAnswer | null = null;
  for (let iteration = 1; iteration <= target.maxIterations; iteration += 1) {
    ctx.signal.throwIfAborted();
    const window = windowAround(current, durationSeconds);
    const evidence = await readEvidence(ctx, { accountId: target.accountId, vodId, streamId, streamOffsetMs, window });
    const asked = await askBackend(ctx, {
      accountId: target.accountId,
      highlightId: target.highlightId,
      detectionRunId: target.detectionRunId,
      iteration,
      backend: target.backend,
      input: {
        window,
        current,
        peakSeconds: row.peakTicks === null ? null : ticksToSeconds(row.peakTicks, row.timescale),
        score: row.score,
        contributions: row.contributions as Contribution[],
        ...evidence,
        previous: answer,
      },
    });
    if (!asked.ok) return answer === null ? asked : { ok: true as const, answer };
    answer = asked.answer;
    const moved = movedSeconds(current, answer);
    current = { startSeconds: answer.startSeconds, endSeconds: answer.endSeconds };
    if (moved < settledSeconds) break;
  }
  if (answer === null) return { ok: false as const, reason: "failed" as const, message: "No iteration is allowed." };
  return { ok: true as const, answer };
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
