import { and, eq, sql } from "drizzle-orm";
import { highlights } from "#drizzle/schema/highlights.ts";
import { vods } from "#drizzle/schema/vods.ts";
import { type QuotaRefusal, refuseCount } from "#lib/accounts/model.ts";
import { getQuotaUsage } from "#lib/accounts/quota-usage.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { getCurrentCut } from "./get-current-cut.ts";
import { isStale } from "./queries.ts";

type Restored = { ok: true; vodState: "ready" | "failed"; cutState: "none" | "ready" | "stale" };

/**
 * Takes a clip out of the trash: it is what it was before, and its highlight shows it. Its bytes were counted all the
 * while; the number of clips is asked. The caller has locked the account and seen that it is `trashed`.
 */
export async function restoreClip(
  tx: Tx,
  input: { accountId: AccountId; clipVodId: string },
): Promise<Restored | QuotaRefusal> {
  const { accountId, clipVodId } = input;
  const { current, highlight, isMain, captionsVersion } = await getCurrentCut(tx, { accountId, clipVodId });
  if (current !== null) {
    const full = refuseCount(await getQuotaUsage(tx, { accountId }), "clips");
    if (full) return full;
  }
  const vodState = current === null ? "failed" : "ready";
  await tx
    .update(vods)
    .set({ state: vodState, trashedAt: null, trashedBy: null })
    .where(and(eq(vods.id, clipVodId), eq(vods.accountId, accountId), eq(vods.state, "trashed")));
  const cutState = current === null ? "none" : isStale(current, highlight, captionsVersion) ? "stale" : "ready";
  if (isMain) {
    await tx
      .update(highlights)
      .set({ cutState, cutReason: null, version: sql`${highlights.version} + 1`, updatedAt: sql`now()` })
      .where(and(eq(highlights.id, highlight.id), eq(highlights.accountId, accountId)));
  }
  return { ok: true, vodState, cutState };
}
