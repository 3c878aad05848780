import { highlights } from "#drizzle/schema/highlights.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { secondsToTicks } from "#lib/time.ts";
import { getMedia } from "#lib/vods/queries.ts";

/** A highlight made by hand, for tests that need bounds of their own. */
export async function createManualHighlight(
  ctx: Ctx,
  input: { accountId: AccountId; vodId: string; startSeconds: number; endSeconds: number },
): Promise<string> {
  const { index } = await getMedia(ctx, input);
  const timescale = index.videoTimescale;
  const [row] = await ctx.db
    .insert(highlights)
    .values({
      accountId: input.accountId,
      vodId: input.vodId,
      origin: "manual",
      timescale,
      detectedStartTicks: secondsToTicks(input.startSeconds, timescale),
      detectedEndTicks: secondsToTicks(input.endSeconds, timescale),
    })
    .returning({ id: highlights.id });
  return row!.id;
}
