import { clipAttempts } from "#drizzle/schema/clips.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { reserveMakingRoom } from "#lib/vods/retention/reserve-making-room.ts";
import { type Claimed, stillClaimed } from "./claim-attempt.ts";

/**
 * Makes a clip's promise as large as its file really is, before the store has it. Throws `quota_exceeded`, and
 * `cancelled` when the claim was lost: a worker that slept while its clip was given up gets no promise back.
 */
export async function holdClipBytes(
  ctx: Pick<Ctx, "db" | "store" | "cache" | "log" | "config" | "now">,
  input: { accountId: AccountId; claimed: Claimed; bytes: number },
): Promise<void> {
  const { accountId, claimed, bytes } = input;
  const { attempt, clip } = claimed;
  const held = await reserveMakingRoom(ctx, {
    accountId,
    subjectId: attempt.id,
    purpose: "clip",
    bytes,
    countsVodId: clip.vodId,
    spareVodIds: [clip.sourceVodId, clip.vodId],
    stillWanted: async (tx) => {
      const mine = tx.select({ id: clipAttempts.id }).from(clipAttempts).where(stillClaimed(claimed)).for("update");
      return (await mine).length > 0;
    },
  });
  if (!held.ok) throw new AppError(held.reason, held.message);
}
