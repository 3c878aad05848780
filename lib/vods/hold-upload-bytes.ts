import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { reserveMakingRoom } from "./retention/reserve-making-room.ts";

/** What an upload of unknown length is promised at a time. */
const stepBytes = 64_000_000;

export type UploadHold = {
  /** Call it with the sum before the bytes are written. */
  ahead: (totalBytes: number) => Promise<void>;
  /** The upload is whole: what was promised beyond it is given back. */
  exactly: (totalBytes: number) => Promise<void>;
};

/**
 * Keeps an upload's promise ahead of the bytes received. A declared length is promised at once, one that isn't known in
 * steps. Throws `quota_exceeded`.
 */
export function holdUploadBytes(
  ctx: Pick<Ctx, "db" | "store" | "cache" | "log" | "config" | "now">,
  input: { accountId: AccountId; uploadId: string },
): UploadHold {
  let heldBytes = 0;
  const hold = async (bytes: number) => {
    const held = await reserveMakingRoom(ctx, {
      accountId: input.accountId,
      subjectId: input.uploadId,
      purpose: "import",
      bytes,
      spareVodIds: [],
      stillWanted: async () => true,
    });
    if (held.ok) heldBytes = bytes;
    return held;
  };
  const require = async (bytes: number) => {
    const held = await hold(bytes);
    if (!held.ok) throw new AppError(held.reason, held.message);
  };
  return {
    ahead: async (totalBytes) => {
      if (totalBytes <= heldBytes) return;
      // The first call is the declared length; a whole step need not fit where only its first bytes come.
      const isStep = heldBytes > 0 && (await hold(totalBytes + stepBytes)).ok;
      if (!isStep) await require(totalBytes);
    },
    exactly: async (totalBytes) => {
      if (totalBytes !== heldBytes) await require(totalBytes);
    },
  };
}
