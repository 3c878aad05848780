import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { labelOf, nameOf } from "./edit/model.ts";
import { getPlaceOf, lockEdits, lockHighlights, noSuchHighlight } from "./edit/open-history.ts";
import { writeEdit } from "./edit/write-edit.ts";

type Decided = { accountId: AccountId; actorUserId: string | null; decision: ReviewDecision };
export type ReviewDecision = "approve" | "reject" | "restore";

const stateAfter = { approve: "approved", reject: "rejected", restore: "suggested" } as const;
export type ReviewState = (typeof stateAfter)[ReviewDecision];

/**
 * Approves or rejects highlights of a VOD, or takes that back: one entry of the person's history, whatever their number.
 * Kept in the action log with the score and its reasons, as labels that weights can be fitted to. Highlights that are as
 * decided already, or gone, stay as they are; `changedIds` are the others. Throws `not_found` when none is there.
 */
export async function reviewHighlights(
  ctx: Pick<Ctx, "db" | "now">,
  input: Decided & { vodId: string; highlightIds: readonly string[] },
): Promise<{ ok: true; reviewState: ReviewState; changedIds: string[]; editId: string | null }> {
  const { accountId, actorUserId, vodId, decision } = input;
  const reviewState = stateAfter[decision];
  return ctx.db.transaction(async (tx) => {
    await lockEdits(tx, input);
    const rows = (await lockHighlights(tx, input)).filter((row) => row.hiddenAt === null);
    if (rows.length === 0) throw noSuchHighlight();
    const changes = rows
      .filter((row) => row.reviewState !== reviewState)
      .map((row) => ({ row, patch: { reviewState } }));
    const changedIds = changes.map(({ row }) => row.id);
    if (changes.length === 0) return { ok: true, reviewState, changedIds, editId: null };
    const names = changes.map(({ row }) => nameOf(row));
    const { editId } = await writeEdit(tx, {
      ...{ accountId, vodId, actorUserId, now: ctx.now(), changes },
      kind: decision,
      label: labelOf(decision, names),
    });
    return { ok: true, reviewState, changedIds, editId };
  });
}

/** The same of one highlight, whichever VOD it is in. Throws `not_found`. */
export async function reviewHighlight(
  ctx: Pick<Ctx, "db" | "now">,
  input: Decided & { highlightId: string },
): Promise<{ ok: true; reviewState: ReviewState }> {
  const { vodId } = await getPlaceOf(ctx, input);
  const { reviewState } = await reviewHighlights(ctx, { ...input, vodId, highlightIds: [input.highlightId] });
  return { ok: true, reviewState };
}
