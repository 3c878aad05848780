import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import { formatTimestamp, ticksToSeconds } from "#lib/time.ts";
import { getMedia } from "#lib/vods/queries.ts";
import { insertHidden } from "./insert-hidden.ts";
import { labelOf } from "./model.ts";
import { lockEdits } from "./open-history.ts";
import { type ReadsFrames, settleBounds } from "./settle-bounds.ts";
import { type Editor, writeEdit } from "./write-edit.ts";

type Made = { ok: true; editId: string | null; highlightId: string };

/**
 * Makes a highlight by hand: bounds in ticks of the media, moved to the nearest frames. It has no score; a person wanted it,
 * so it counts as approved and a new detection leaves it alone. Throws `not_found`, `not_ready`.
 */
export async function createHighlight(
  ctx: ReadsFrames & Pick<Ctx, "now">,
  input: Editor & { startTicks: number; endTicks: number; title?: string },
): Promise<Made | Refusal<"invalid_input">> {
  const { accountId, vodId, actorUserId } = input;
  const timescale = (await getMedia(ctx, input)).index.videoTimescale;
  const { startTicks, endTicks } = input;
  const bounds = await settleBounds(ctx, { accountId, vodId, timescale, startTicks, endTicks });
  if (!bounds.ok) return bounds;
  const title = input.title?.trim() || null;
  const at = `the highlight at ${formatTimestamp(ticksToSeconds(bounds.startTicks, timescale))}`;
  return ctx.db.transaction(async (tx) => {
    await lockEdits(tx, input);
    const now = ctx.now();
    const row = await insertHidden(tx, { accountId, vodId, bounds, taken: { title, reviewState: "approved" }, now });
    const { editId } = await writeEdit(tx, {
      ...{ accountId, vodId, actorUserId, now, kind: "create" },
      label: labelOf("create", [title ?? at]),
      changes: [{ row, patch: { isHidden: false } }],
    });
    return { ok: true, editId, highlightId: row.id };
  });
}
