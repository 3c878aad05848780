import type { Ctx } from "#lib/context.ts";
import { labelOf, nameOf } from "./model.ts";
import { type Conflict, type Edited, type EditOne, openEdit } from "./open-edit.ts";
import { getPlaceOf } from "./open-history.ts";

/** Gives a highlight a title of one's own, or takes it away (an empty one); refinement leaves it alone then. Throws `not_found`. */
export async function retitleHighlight(
  ctx: Pick<Ctx, "db" | "now">,
  input: EditOne & { title: string },
): Promise<Edited | Conflict> {
  const { accountId, actorUserId } = input;
  const title = input.title.trim() || null;
  const { vodId } = await getPlaceOf(ctx, input);
  return openEdit<never>(ctx, { accountId, vodId, actorUserId, seen: [input] }, (_tx, [row]) => ({
    kind: "retitle",
    label: labelOf("retitle", [nameOf(row)]),
    changes: [{ row, patch: { title } }],
  }));
}
