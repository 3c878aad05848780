import { and, eq } from "drizzle-orm";
import { mediaSeries } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { ticksToSeconds } from "#lib/time.ts";
import { getVod } from "./queries.ts";

/**
 * Moments where the picture seems to change at once (`findSceneChanges` says how they are found), for bounds to snap to.
 * `atTicks` is a frame's own position on the VOD's timeline. Empty before the VOD is ready; throws `not_found`.
 */
export async function listSceneChanges(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; vodId: string },
): Promise<{ atTicks: number; atSeconds: number }[]> {
  const { id } = await getVod(ctx, input);
  const [row] = await ctx.db
    .select({ timescale: mediaSeries.samplesPerSecond, samples: mediaSeries.samples })
    .from(mediaSeries)
    .where(and(eq(mediaSeries.vodId, id), eq(mediaSeries.kind, "scene_changes")));
  if (!row) return [];
  return Array.from({ length: Math.floor(row.samples.length / 8) }, (_, n) => {
    const atTicks = row.samples.readDoubleLE(n * 8);
    return { atTicks, atSeconds: ticksToSeconds(atTicks, row.timescale) };
  });
}
