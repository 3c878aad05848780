import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { effectiveBounds } from "../model.ts";
import { labelOf, nameOf } from "./model.ts";
import { getVodIdOf, lockEdits, lockHighlights, noSuchHighlight } from "./open-history.ts";
import { writeEdit } from "./write-edit.ts";

type Trim = {
  accountId: AccountId;
  highlightId: string;
  actorUserId: string | null;
  startTicks: number;
  endTicks: number;
  /** The highlight's edit version the bounds were chosen on. */
  editVersion: number;
};
type Theirs = { startTicks: number; endTicks: number; editVersion: number };

/**
 * Sets a highlight's bounds by hand: ticks of its own time base, first frame shown and first frame not shown. Refused with
 * `conflict` when it was changed since `editVersion`; `theirs` are the bounds it has now. The bounds it has already change
 * nothing (`editId` null). Throws `not_found`.
 */
export async function trimHighlight(
  ctx: Pick<Ctx, "db" | "now">,
  input: Trim,
): Promise<
  | { ok: true; editId: string | null; editVersion: number; startTicks: number; endTicks: number }
  | (Refusal<"conflict"> & { theirs: Theirs })
  | Refusal<"invalid_input">
> {
  const { accountId, actorUserId, startTicks, endTicks } = input;
  if (!Number.isInteger(startTicks) || !Number.isInteger(endTicks) || startTicks < 0 || endTicks <= startTicks) {
    return { ok: false, reason: "invalid_input", message: "The end has to lie after the start." };
  }
  const vodId = await getVodIdOf(ctx, input);
  return ctx.db.transaction(async (tx) => {
    await lockEdits(tx, { accountId, vodId });
    const [row] = await lockHighlights(tx, { accountId, vodId, highlightIds: [input.highlightId] });
    if (!row || row.hiddenAt !== null) throw noSuchHighlight();
    const now = effectiveBounds(row);
    if (row.editVersion !== input.editVersion) {
      const message = "Someone changed this highlight meanwhile. Look at it again, then trim it.";
      const theirs = { startTicks: now.startTicks, endTicks: now.endTicks, editVersion: row.editVersion };
      return { ok: false, reason: "conflict", message, theirs };
    }
    if (now.startTicks === startTicks && now.endTicks === endTicks) {
      return { ok: true, editId: null, editVersion: row.editVersion, startTicks, endTicks };
    }
    const { editId, versions } = await writeEdit(tx, {
      ...{ accountId, vodId, actorUserId, now: ctx.now() },
      kind: "trim",
      label: labelOf("trim", [nameOf(row)]),
      changes: [{ row, patch: { trimmedStartTicks: startTicks, trimmedEndTicks: endTicks } }],
    });
    return { ok: true, editId, editVersion: versions.get(row.id)!, startTicks, endTicks };
  });
}
