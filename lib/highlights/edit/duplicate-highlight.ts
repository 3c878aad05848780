import type { Ctx } from "#lib/context.ts";
import { effectiveBounds } from "../model.ts";
import { insertHidden } from "./insert-hidden.ts";
import { labelOf, nameOf } from "./model.ts";
import { type Carry, type Conflict, carryNothing, type Edited, type EditOne, openEdit } from "./open-edit.ts";
import { getPlaceOf } from "./open-history.ts";

/** Makes a second highlight of the same bounds and reasons, to be trimmed another way. It has no clip yet. Throws `not_found`. */
export async function duplicateHighlight(
  ctx: Pick<Ctx, "db" | "now">,
  input: EditOne,
  carry: Carry = carryNothing,
): Promise<(Edited & { highlightId: string }) | Conflict> {
  const { accountId, actorUserId } = input;
  const { vodId } = await getPlaceOf(ctx, input);
  let madeId = input.highlightId;
  const edited = await openEdit<never>(ctx, { accountId, vodId, actorUserId, seen: [input] }, async (tx, [row]) => {
    const { score, contributions, title, tags, reviewState, peakTicks } = row;
    const taken = { score, contributions, title, tags, reviewState, peakTicks };
    const made = await insertHidden(tx, { accountId, vodId, bounds: effectiveBounds(row), taken, now: ctx.now() });
    madeId = made.id;
    await carry(tx, { from: row, into: made, bounds: effectiveBounds(made) });
    const label = labelOf("duplicate", [nameOf(row)]);
    return { kind: "duplicate", label, changes: [{ row: made, patch: { isHidden: false } }] };
  });
  return edited.ok ? { ...edited, highlightId: madeId } : edited;
}
