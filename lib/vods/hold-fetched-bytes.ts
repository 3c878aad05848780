import { vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { isToBeFetched } from "./is-to-be-fetched.ts";
import { reserveMakingRoom } from "./retention/reserve-making-room.ts";

/** What a file of unknown length is promised at a time. */
const stepBytes = 64_000_000;

/**
 * Keeps a VOD's promise ahead of the bytes fetched: call it with the sum before they are written. The first call is the
 * declared length, or 0. Throws `quota_exceeded`, and `cancelled` once the VOD isn't to be fetched any more.
 */
export function holdFetchedBytes(
  ctx: Pick<Ctx, "db" | "store" | "cache" | "log" | "config" | "now">,
  input: { accountId: AccountId; vodId: string },
): (totalBytes: number) => Promise<void> {
  const { accountId, vodId } = input;
  let heldBytes = 0;
  const hold = (bytes: number) =>
    reserveMakingRoom(ctx, {
      accountId,
      subjectId: vodId,
      purpose: "process",
      bytes,
      spareVodIds: [vodId],
      stillWanted: async (tx) =>
        (await tx.select({ id: vods.id }).from(vods).where(isToBeFetched(input)).for("update")).length > 0,
    });
  return async (totalBytes) => {
    if (totalBytes <= heldBytes) return;
    // A whole step need not fit where only its first bytes come.
    const step = heldBytes > 0 ? await hold(totalBytes + stepBytes) : null;
    const held = step?.ok ? step : await hold(totalBytes);
    if (!held.ok) throw new AppError(held.reason, held.message);
    heldBytes = step?.ok ? totalBytes + stepBytes : totalBytes;
  };
}
