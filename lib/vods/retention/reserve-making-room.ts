import { lockAccount } from "#lib/accounts/lock-account.ts";
import type { QuotaRefusal } from "#lib/accounts/model.ts";
import { bucketOf, type ReserveInput, reserveBytes } from "#lib/accounts/quota-reserve.ts";
import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { makeRoom } from "./make-room.ts";

/** Others may take the room that was made; each round makes some anew. */
const rounds = 5;

export type ReserveMakingRoom = Omit<ReserveInput, "now"> & {
  spareVodIds: readonly string[];
  /**
   * Whether the work is still wanted and still the caller's, with its row locked: a worker that was paused must not
   * get back a promise that was released meanwhile.
   */
  stillWanted: (tx: Tx) => Promise<boolean>;
};

/** Reserves or resizes; where the plan has no room and allows it, the oldest things make way first. */
export async function reserveMakingRoom(
  ctx: Pick<Ctx, "db" | "store" | "cache" | "log" | "config" | "now">,
  input: ReserveMakingRoom,
): Promise<{ ok: true } | QuotaRefusal | Refusal<"cancelled">> {
  const { stillWanted, spareVodIds, ...reserve } = input;
  for (let round = 1; ; round += 1) {
    const held = await ctx.db.transaction(async (tx) => {
      await lockAccount(tx, input.accountId);
      if (!(await stillWanted(tx))) return lost;
      return await reserveBytes(tx, { ...reserve, now: ctx.now() });
    });
    if (held.ok) return { ok: true };
    if (held.reason !== "quota_exceeded" || held.missingBytes === 0 || round === rounds) return held;
    const hasRoom = await makeRoom(ctx, {
      accountId: input.accountId,
      bucket: bucketOf(input.purpose),
      neededBytes: input.bytes,
      except: { subjectId: input.subjectId, purpose: input.purpose },
      spareVodIds,
    });
    if (!hasRoom) return held;
  }
}

const lost: Refusal<"cancelled"> = {
  ok: false,
  reason: "cancelled",
  message: "This was cancelled, or another worker does it.",
};
