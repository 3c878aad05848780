import { and, eq } from "drizzle-orm";
import { media, vods } from "#drizzle/schema/vods.ts";
import { type QuotaRefusal, refuseCount } from "#lib/accounts/model.ts";
import { getQuotaUsage } from "#lib/accounts/quota-usage.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";

/**
 * Takes a recording out of the trash: `ready` again, or `failed` when it was that. Its retention begins anew, or it would
 * go back at once. The caller has locked the account and seen that it is `trashed`.
 */
export async function restoreRecording(
  tx: Tx,
  input: { accountId: AccountId; vodId: string; now: Date },
): Promise<{ ok: true } | QuotaRefusal> {
  const { accountId, vodId } = input;
  const [processed] = await tx.select({ id: media.id }).from(media).where(eq(media.vodId, vodId));
  if (processed) {
    const full = refuseCount(await getQuotaUsage(tx, { accountId }), "vods");
    if (full) return full;
  }
  await tx
    .update(vods)
    .set({
      state: processed ? "ready" : "failed",
      trashedAt: null,
      trashedBy: null,
      restoredAt: input.now,
    })
    .where(and(eq(vods.id, vodId), eq(vods.accountId, accountId), eq(vods.state, "trashed")));
  return { ok: true };
}
