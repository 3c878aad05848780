import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { reserveMakingRoom } from "./retention/reserve-making-room.ts";

/** What an upload of unknown length is promised at a time. */
const stepBytes = 64_000_000;

/**
 * Keeps an upload's promise ahead of the bytes received: call it with the sum before they are written. A declared length
 * is promised at once, one that isn't known in steps. Throws `quota_exceeded`.
 */
export function holdUploadBytes(
  ctx: Pick<Ctx, "db" | "store" | "cache" | "log" | "config" | "now">,
  input: { accountId: AccountId; uploadId: string },
): (totalBytes: number) => Promise<void> {
  let heldBytes = 0;
  const hold = (bytes: number) =>
    reserveMakingRoom(ctx, {
      accountId: input.accountId,
      subjectId: input.uploadId,
      purpose: "import",
      bytes,
      spareVodIds: [],
      stillWanted: async () => true,
    });
  return async (totalBytes) => {
    if (totalBytes <= heldBytes) return;
    // The first call is the declared length; a whole step need not fit where only its first bytes come.
    const wanted = heldBytes === 0 ? [totalBytes] : [totalBytes + stepBytes, totalBytes];
    for (const [at, bytes] of wanted.entries()) {
      const held = await hold(bytes);
      if (held.ok) {
        heldBytes = bytes;
        return;
      }
      if (at === wanted.length - 1) throw new AppError(held.reason, held.message);
    }
  };
}
