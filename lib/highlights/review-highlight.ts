import { and, eq, isNull, sql } from "drizzle-orm";
import { actionLog, highlights } from "#drizzle/schema/highlights.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError, type Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { judgedFacts } from "./judged-facts.ts";

type Of = { accountId: AccountId; highlightId: string; actorUserId: string | null };
type Row = typeof highlights.$inferSelect;
export type ReviewDecision = "approve" | "reject" | "restore";

const stateAfter = { approve: "approved", reject: "rejected", restore: "suggested" } as const;

/**
 * Approves or rejects a highlight, or takes that back. Kept in the action log with the score and its reasons, as a label
 * that weights can be fitted to. The same decision again changes nothing. Throws `not_found`.
 */
export async function reviewHighlight(
  ctx: Pick<Ctx, "db" | "now">,
  input: Of & { decision: ReviewDecision },
): Promise<{ ok: true; reviewState: Row["reviewState"] }> {
  const reviewState = stateAfter[input.decision];
  return ctx.db.transaction(async (tx) => {
    const row = await lockHighlight(tx, input);
    if (row.reviewState !== reviewState) {
      await change(tx, ctx, row, { reviewState });
      await logDecision(tx, input, row, input.decision, { reviewState });
    }
    return { ok: true, reviewState };
  });
}

/**
 * Sets a highlight's bounds by hand: ticks of its own time base, first frame shown and first frame not shown. `version`
 * is the one the bounds were chosen on; a newer one refuses. Throws `not_found`.
 */
export async function trimHighlight(
  ctx: Pick<Ctx, "db" | "now">,
  input: Of & { startTicks: number; endTicks: number; version: number },
): Promise<{ ok: true; version: number } | Refusal<"conflict" | "invalid_input">> {
  const { startTicks, endTicks } = input;
  if (!Number.isInteger(startTicks) || !Number.isInteger(endTicks) || startTicks < 0 || endTicks <= startTicks) {
    return { ok: false, reason: "invalid_input", message: "The end has to lie after the start." };
  }
  return ctx.db.transaction(async (tx) => {
    const row = await lockHighlight(tx, input);
    if (row.version !== input.version) {
      const message = "Someone changed this highlight meanwhile. Look at it again, then trim it.";
      return { ok: false, reason: "conflict", message };
    }
    // A clip cut from other bounds is no longer what the highlight says.
    const cutState = row.cutState === "ready" ? ("stale" as const) : row.cutState;
    const bounds = { trimmedStartTicks: startTicks, trimmedEndTicks: endTicks };
    await change(tx, ctx, row, { ...bounds, cutState });
    await logDecision(tx, input, row, "trim", bounds);
    return { ok: true, version: row.version + 1 };
  });
}

async function lockHighlight(tx: Tx, { accountId, highlightId }: Of): Promise<Row> {
  const [row] = await tx
    .select()
    .from(highlights)
    .where(and(eq(highlights.accountId, accountId), eq(highlights.id, highlightId), isNull(highlights.hiddenAt)))
    .for("update");
  if (!row) throw new AppError("not_found", "There is no such highlight in this account.");
  return row;
}

const change = (tx: Tx, ctx: Pick<Ctx, "now">, row: Row, set: Partial<Row>) =>
  tx
    .update(highlights)
    .set({ ...set, version: sql`${highlights.version} + 1`, updatedAt: ctx.now() })
    .where(eq(highlights.id, row.id));

/** `before` holds what was judged. */
async function logDecision(
  tx: Tx,
  { accountId, highlightId, actorUserId }: Of,
  row: Row,
  action: ReviewDecision | "trim",
  after: Partial<Row>,
): Promise<void> {
  await tx.insert(actionLog).values({
    accountId,
    highlightId,
    actorUserId,
    action,
    position: sql`(select coalesce(max(l.position), 0) + 1 from action_log l where l.highlight_id = ${highlightId})`,
    before: judgedFacts(row),
    after,
  });
}
