import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import { labelOf, nameOf } from "./model.ts";
import { type Conflict, type Edited, type EditOne, openEdit } from "./open-edit.ts";
import { getPlaceOf } from "./open-history.ts";
import { type ReadsFrames, settleBounds } from "./settle-bounds.ts";

/**
 * Sets a highlight's bounds by hand: ticks of its own time base, first frame shown and first frame not shown; moved to the
 * nearest frame where they lie between two. A clip cut from other bounds is out of date then. Throws `not_found`.
 */
export async function trimHighlight(
  ctx: ReadsFrames & Pick<Ctx, "now">,
  input: EditOne & { startTicks: number; endTicks: number },
): Promise<(Edited & { startTicks: number; endTicks: number }) | Conflict | Refusal<"invalid_input">> {
  const { accountId, actorUserId } = input;
  const { vodId, timescale } = await getPlaceOf(ctx, input);
  const { startTicks, endTicks } = input;
  const settled = await settleBounds(ctx, { accountId, vodId, timescale, startTicks, endTicks });
  if (!settled.ok) return settled;
  const edited = await openEdit<never>(ctx, { accountId, vodId, actorUserId, seen: [input] }, (_tx, [row]) => ({
    kind: "trim",
    label: labelOf("trim", [nameOf(row)]),
    changes: [{ row, patch: { trimmedStartTicks: settled.startTicks, trimmedEndTicks: settled.endTicks } }],
  }));
  return edited.ok ? { ...edited, startTicks: settled.startTicks, endTicks: settled.endTicks } : edited;
}
