import { and, eq } from "drizzle-orm";
import { vods } from "#drizzle/schema/vods.ts";
import { lockAccount } from "#lib/accounts/lock-account.ts";
import { type BucketName, missingFor } from "#lib/accounts/model.ts";
import { getQuotaUsage } from "#lib/accounts/quota-usage.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { emitEvent } from "#lib/outbox.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { deleteVod } from "./delete-vod.ts";
import { type Evictable, listEvictable } from "./evictable.ts";
import { markDeleting } from "./mark-deleting.ts";

export type MakeRoom = {
  accountId: AccountId;
  bucket: BucketName;
  /** What shall fit in afterwards. */
  neededBytes: number;
  /** The reservation that is to be resized, whose bytes don't count. */
  except?: { subjectId: string; purpose: string };
  /** Never deleted, such as the VOD being cut from. */
  spareVodIds: readonly string[];
};

/**
 * Makes room in an account whose plan allows it: hides the oldest things that nobody needs (as few as suffice, or none
 * when even all don't), deletes their objects, then counts their bytes as free. True when it fits now; somebody else may
 * take the room, so ask again on a refusal. What can't be deleted at once is tried again by its job.
 */
export async function makeRoom(
  ctx: Pick<Ctx, "db" | "store" | "cache" | "log" | "config" | "now">,
  input: MakeRoom,
): Promise<boolean> {
  const leaving = await ctx.db.transaction((tx) => choose(tx, input));
  if (leaving === null) return false;
  for (const vodId of leaving) {
    try {
      await deleteVod(ctx, { accountId: input.accountId, vodId });
    } catch (error) {
      ctx.log.warn({ err: error, vodId }, "not deleted yet; its job tries again");
    }
  }
  const usage = await getQuotaUsage(ctx.db, input);
  return missingFor(usage[input.bucket], input.neededBytes) <= 0;
}

/** The VODs whose deletion makes the room, hidden already; null when it can't be made. */
async function choose(tx: Tx, input: MakeRoom): Promise<string[] | null> {
  const { accountId, bucket, neededBytes } = input;
  await lockAccount(tx, accountId);
  const usage = await getQuotaUsage(tx, input);
  const missingBytes = missingFor(usage[bucket], neededBytes);
  if (missingBytes <= 0) return [];
  if (!usage.allowsEviction) return null;
  // What others are deleting right now is room on its way: helping with that comes before choosing more.
  const stillMissing = missingBytes - usage[bucket].leavingBytes;
  const under = (
    await tx
      .select({ id: vods.id })
      .from(vods)
      .where(and(eq(vods.accountId, accountId), eq(vods.state, "deleting")))
  ).map((row) => row.id);
  if (stillMissing <= 0) return under;
  const evictable = await listEvictable(tx, { ...input, isShared: usage.isShared, limit: 1_000 });
  const chosen = takeUntil(evictable, stillMissing);
  if (chosen === null) return null;
  const marked = await markDeleting(tx, { accountId, vodIds: chosen.map((one) => one.vodId) });
  const kept = chosen.filter((one) => !one.isTrashed);
  if (kept.length > 0) {
    const told = kept.map(({ vodId, title, sizeBytes }) => ({ vodId, title, sizeBytes }));
    await emitEvent(tx, { accountId, event: "vods.evicted", dedupeKey: kept[0]!.vodId, payload: { vods: told } });
  }
  return [...under, ...marked];
}

/** The first of them that together give `bytes`; null when all together don't. Pure. */
export function takeUntil(evictable: readonly Evictable[], bytes: number): Evictable[] | null {
  let sum = 0;
  for (const [at, one] of evictable.entries()) {
    sum += one.sizeBytes;
    if (sum >= bytes) return evictable.slice(0, at + 1);
  }
  return null;
}
