import { and, eq } from "drizzle-orm";
import { vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { reserveMakingRoom } from "./retention/reserve-making-room.ts";

/**
 * Makes a recording's promise as large as its processed files are, before the store has them. False when it is no longer
 * being processed: another try was first, or it was ended. Throws `quota_exceeded`.
 */
export async function holdVodBytes(
  ctx: Pick<Ctx, "db" | "store" | "cache" | "log" | "config" | "now">,
  input: { accountId: AccountId; vodId: string; bytes: number },
): Promise<boolean> {
  const { accountId, vodId, bytes } = input;
  const held = await reserveMakingRoom(ctx, {
    accountId,
    subjectId: vodId,
    purpose: "process",
    bytes,
    spareVodIds: [vodId],
    stillWanted: async (tx) => {
      const [row] = await tx
        .select({ state: vods.state })
        .from(vods)
        .where(and(eq(vods.accountId, accountId), eq(vods.id, vodId)))
        .for("update");
      return row?.state === "processing";
    },
  });
  if (held.ok) return true;
  if (held.reason === "cancelled") return false;
  throw new AppError(held.reason, held.message);
}
