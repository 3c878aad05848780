import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import { formatDuration } from "#lib/time.ts";
import { effectiveBounds } from "../model.ts";
import { insertHidden } from "./insert-hidden.ts";
import { labelOf, nameOf, shortestSeconds } from "./model.ts";
import { type Carry, type Conflict, carryNothing, type Edited, type EditOne, openEdit } from "./open-edit.ts";
import { getPlaceOf } from "./open-history.ts";
import { type ReadsFrames, settlePlace } from "./settle-bounds.ts";

/**
 * Splits a highlight at a frame: it ends there, and a new one begins there (`highlightId`). Both keep the score and the
 * reasons, which are of the moment they come from. A clip stays with the first part, out of date. Throws `not_found`.
 */
export async function splitHighlight(
  ctx: ReadsFrames & Pick<Ctx, "now">,
  input: EditOne & { atTicks: number },
  carry: Carry = carryNothing,
): Promise<(Edited & { highlightId: string }) | Conflict | Refusal<"invalid_input">> {
  const { accountId, actorUserId } = input;
  const { vodId, timescale } = await getPlaceOf(ctx, input);
  const atTicks = await settlePlace(ctx, { accountId, vodId, ticks: input.atTicks, timescale });
  let madeId = input.highlightId;
  const edited = await openEdit<Refusal<"invalid_input">>(
    ctx,
    { accountId, vodId, actorUserId, seen: [input] },
    async (tx, [row]) => {
      const { startTicks, endTicks } = effectiveBounds(row);
      const shortest = Math.min(atTicks - startTicks, endTicks - atTicks);
      if (shortest < shortestSeconds * timescale) return tooNear;
      const { score, contributions, tags, reviewState } = row;
      const peakTicks = row.peakTicks !== null && row.peakTicks >= atTicks ? row.peakTicks : null;
      const made = await insertHidden(tx, {
        ...{ accountId, vodId, now: ctx.now(), bounds: { startTicks: atTicks, endTicks, timescale } },
        taken: { score, contributions, tags, reviewState, peakTicks },
      });
      madeId = made.id;
      await carry(tx, { from: row, into: made, bounds: effectiveBounds(made) });
      return {
        kind: "split",
        label: labelOf("split", [nameOf(row)]),
        changes: [
          { row, patch: { trimmedStartTicks: startTicks, trimmedEndTicks: atTicks } },
          { row: made, patch: { isHidden: false } },
        ],
      };
    },
  );
  return edited.ok ? { ...edited, highlightId: madeId } : edited;
}

const tooNear = {
  ok: false,
  reason: "invalid_input",
  message: `Both parts have to be at least ${formatDuration(shortestSeconds)} long. Split further from the ends.`,
} as const;
