import { and, eq, inArray } from "drizzle-orm";
import { highlights } from "#drizzle/schema/highlights.ts";
import { vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";

export type HighlightRow = typeof highlights.$inferSelect;

export const noSuchHighlight = () =>
  new AppError("not_found", "There is no such highlight any more. Reload the page; it may have been removed.");

/** Lets one edit of a VOD at a time go on, whoever makes it: edits have one order. Throws `not_found`. */
export async function lockEdits(tx: Tx, input: { accountId: AccountId; vodId: string }): Promise<void> {
  const [vod] = await tx
    .select({ id: vods.id })
    .from(vods)
    .where(and(eq(vods.accountId, input.accountId), eq(vods.id, input.vodId)))
    .for("no key update");
  if (!vod) throw new AppError("not_found", "There is no such video in this account.");
}

/** Highlights of a VOD, hidden ones too, locked in the order of their ids. Those that don't exist are left out. */
export const lockHighlights = (
  tx: Tx,
  input: { accountId: AccountId; vodId: string; highlightIds: readonly string[] },
): Promise<HighlightRow[]> =>
  tx
    .select()
    .from(highlights)
    .where(
      and(
        eq(highlights.accountId, input.accountId),
        eq(highlights.vodId, input.vodId),
        inArray(highlights.id, [...new Set(input.highlightIds)]),
      ),
    )
    .orderBy(highlights.id)
    .for("update");

/** The VOD a highlight is in, and the time base of its bounds. Throws `not_found`. */
export async function getPlaceOf(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; highlightId: string },
): Promise<{ vodId: string; timescale: number }> {
  const [row] = await ctx.db
    .select({ vodId: highlights.vodId, timescale: highlights.timescale })
    .from(highlights)
    .where(and(eq(highlights.accountId, input.accountId), eq(highlights.id, input.highlightId)));
  if (!row) throw noSuchHighlight();
  return row;
}
