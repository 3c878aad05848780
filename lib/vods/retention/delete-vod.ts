import { and, eq, ne, sql } from "drizzle-orm";
import { clips } from "#drizzle/schema/clips.ts";
import { media, mediaSeries, storedObjects, streams, vods } from "#drizzle/schema/vods.ts";
import { releaseReservation } from "#lib/accounts/quota-settle.ts";
import type { Ctx } from "#lib/context.ts";
import { requireFence } from "#lib/fence.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { reachPoint } from "#lib/points.ts";
import { removeFromInbox } from "../inbox.ts";
import { deleteObject } from "../store-media.ts";

type Which = { accountId: AccountId; vodId: string };

/**
 * Deletes what is left of a VOD or clip that is `deleting`: each object from the store and then its row, which frees its
 * bytes; at last the VOD, and its stream when that has nothing else. A recording whose clips stay keeps its row as
 * `deleted`, without bytes, so that the clips still know what they were cut from. Safe to run again and side by side.
 * False when it isn't `deleting`. Throws what the store throws; what was deleted until then stays deleted.
 */
export async function deleteVod(
  ctx: Pick<Ctx, "db" | "store" | "cache" | "log" | "config" | "fence" | "atPoint">,
  input: Which,
): Promise<boolean> {
  const [vod] = await ctx.db.select({ state: vods.state }).from(vods).where(own(input));
  if (vod?.state !== "deleting") return false;
  const mine = and(eq(storedObjects.accountId, input.accountId), eq(storedObjects.vodId, input.vodId));
  await reachPoint(ctx, "delete.begun");
  for (const object of await ctx.db.select().from(storedObjects).where(mine)) {
    await deleteObject(ctx, object);
    await reachPoint(ctx, "delete.object");
    await ctx.db.delete(storedObjects).where(and(mine, eq(storedObjects.key, object.key)));
    await reachPoint(ctx, "delete.row");
  }
  // After a long sleep the inbox may hold a later import of the same recording.
  await requireFence(ctx.db, ctx);
  await removeFromInbox(ctx.config, input.vodId);
  await reachPoint(ctx, "delete.emptied");
  const isEnded = await ctx.db.transaction(async (tx) => {
    const ended = await endVod(tx, input);
    await reachPoint(ctx, "delete.ending");
    return ended;
  });
  await reachPoint(ctx, "delete.ended");
  return isEnded;
}

async function endVod(tx: Tx, input: Which): Promise<boolean> {
  const { accountId, vodId } = input;
  const [vod] = await tx
    .select({ kind: vods.kind, streamId: vods.streamId, state: vods.state })
    .from(vods)
    .where(own(input))
    .for("update");
  if (vod?.state !== "deleting") return false;
  await releaseReservation(tx, { accountId, subjectId: vodId, purpose: "process" });
  if (vod.kind === "highlight") {
    const [clip] = await tx.select({ sourceVodId: clips.sourceVodId }).from(clips).where(eq(clips.vodId, vodId));
    await tx.delete(vods).where(own(input));
    if (clip) await dropSource(tx, { accountId, vodId: clip.sourceVodId });
    return true;
  }
  await tx.delete(media).where(eq(media.vodId, vodId));
  await tx.delete(mediaSeries).where(eq(mediaSeries.vodId, vodId));
  await tx.update(vods).set({ state: "deleted", source: null, sizeBytes: 0 }).where(own(input));
  await dropSource(tx, input);
  return true;
}

/** Deletes the row of a recording that has no bytes and no clips any more, and its stream when nothing else hangs on it. */
async function dropSource(tx: Tx, input: Which): Promise<void> {
  const { accountId } = input;
  const gone = await tx
    .delete(vods)
    .where(
      and(
        own(input),
        eq(vods.state, "deleted"),
        sql`not exists (select 1 from ${clips} where ${clips.sourceVodId} = ${vods.id})`,
      ),
    )
    .returning({ streamId: vods.streamId });
  const streamId = gone[0]?.streamId;
  if (!streamId) return;
  const rest = await tx
    .select({ id: vods.id })
    .from(vods)
    .where(and(eq(vods.accountId, accountId), eq(vods.streamId, streamId), ne(vods.id, input.vodId)))
    .limit(1);
  if (rest.length === 0)
    await tx.delete(streams).where(and(eq(streams.accountId, accountId), eq(streams.id, streamId)));
}

const own = (input: Which) => and(eq(vods.accountId, input.accountId), eq(vods.id, input.vodId));
