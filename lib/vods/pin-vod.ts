import { and, eq, inArray } from "drizzle-orm";
import { vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";

/**
 * Pins a VOD or clip, or takes the pin away. A pinned one never goes by itself: neither to the trash when its time is
 * over, nor to make room. Throws `not_found`.
 */
export async function pinVod(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; vodId: string; isPinned: boolean },
): Promise<void> {
  const pinned = await ctx.db
    .update(vods)
    .set({ isPinned: input.isPinned })
    .where(
      and(
        eq(vods.accountId, input.accountId),
        eq(vods.id, input.vodId),
        inArray(vods.state, ["imported", "processing", "ready", "failed", "trashed"]),
      ),
    )
    .returning({ id: vods.id });
  if (pinned.length === 0) throw new AppError("not_found", "There is no such recording or clip in this account.");
}
