import { and, eq, inArray, sql } from "drizzle-orm";
import { storedObjects, vods } from "#drizzle/schema/vods.ts";
import type { AccountId } from "#lib/ids.ts";
import { enqueueJob } from "#lib/jobs.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { vodSource } from "../schema.ts";
import { forgetClips } from "./forget-clips.ts";

/**
 * Hides VODs and clips for good and has their objects deleted; their bytes count until they are gone from the store.
 * The caller has locked the account and seen to it that nothing works on them. Returns the ids that are now `deleting`.
 */
export async function markDeleting(tx: Tx, input: { accountId: AccountId; vodIds: string[] }): Promise<string[]> {
  const { accountId, vodIds } = input;
  if (vodIds.length === 0) return [];
  const marked = await tx
    .update(vods)
    .set({ state: "deleting" })
    .where(
      and(eq(vods.accountId, accountId), inArray(vods.id, vodIds), inArray(vods.state, ["ready", "failed", "trashed"])),
    )
    .returning({ id: vods.id, source: vods.source });
  const ids = marked.map((row) => row.id);
  if (ids.length === 0) return [];
  await tx
    .update(storedObjects)
    .set({ state: "deleting" })
    .where(
      and(
        eq(storedObjects.accountId, accountId),
        inArray(storedObjects.vodId, ids),
        sql`${storedObjects.state} <> 'deleting'`,
      ),
    );
  await forgetClips(tx, { accountId, clipVodIds: ids });
  for (const { id, source } of marked) {
    // The original of one that was never processed is a file of one host.
    const local = vodSource.safeParse(source);
    await enqueueJob(tx, "delete_vod", { accountId, vodId: id }, local.success ? { hostId: local.data.hostId } : {});
  }
  return ids;
}
