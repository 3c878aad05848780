import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { secondsToTicks } from "#lib/time.ts";
import { listFrameTicks } from "#lib/vods/list-frame-ticks.ts";
import { getMedia } from "#lib/vods/queries.ts";

/** The longest stretch given at once. */
const longestSeconds = 60;

/** Where a stretch's frames are: how many ticks each is after the one before, the first after zero. */
export type FrameTimes = { timescale: number; steps: number[] };

/** The frames from `from` up to, not including, `to` seconds (at most a minute). Throws `not_found`, `not_ready`. */
export async function readFrameTimes(
  ctx: Pick<Ctx, "db" | "cache" | "signal">,
  input: { accountId: AccountId; vodId: string; from: number; to: number },
): Promise<FrameTimes> {
  const timescale = (await getMedia(ctx, input)).index.videoTimescale;
  const fromTicks = secondsToTicks(input.from, timescale);
  const toTicks = secondsToTicks(Math.min(input.to, input.from + longestSeconds), timescale);
  const ticks = await listFrameTicks(ctx, { ...input, fromTicks, toTicks });
  return { timescale, steps: ticks.map((at, n) => at - (ticks[n - 1] ?? 0)) };
}
