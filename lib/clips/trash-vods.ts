import { and, eq, inArray } from "drizzle-orm";
import { vods } from "#drizzle/schema/vods.ts";
import { lockAccount } from "#lib/accounts/lock-account.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { findIdle } from "#lib/vods/retention/evictable.ts";
import { forgetClips } from "#lib/vods/retention/forget-clips.ts";
import { restoreClip } from "./restore-clip.ts";
import { restoreRecording } from "./restore-recording.ts";

/** What became of one VOD or clip. */
export type TrashOutcome =
  | { vodId: string; ok: true }
  | { vodId: string; ok: false; reason: "not_found" | "conflict" | "quota_exceeded"; message: string };

type Input = { accountId: AccountId; vodIds: string[] };

/** Locks the account, then its VODs among those named. */
async function lockVods(tx: Tx, input: Input) {
  await lockAccount(tx, input.accountId);
  return tx.select({ id: vods.id, state: vods.state, kind: vods.kind }).from(vods).where(ownAmong(input)).for("update");
}

/**
 * Moves VODs and clips to the trash: hidden at once, restorable for the plan's time, their bytes count until then. What
 * something works on is refused as `conflict`; the others go on. One that is there already is no error. Clips of a VOD
 * stay when it goes.
 */
export async function trashVods(ctx: Pick<Ctx, "db" | "now">, input: Input): Promise<{ outcomes: TrashOutcome[] }> {
  const { accountId } = input;
  return await ctx.db.transaction(async (tx) => {
    const known = await lockVods(tx, input);
    const idle = await findIdle(tx, input.vodIds);
    const going = known.filter((row) => idle.has(row.id) && (row.state === "ready" || row.state === "failed"));
    const ids = going.map((row) => row.id);
    if (ids.length > 0) {
      await tx
        .update(vods)
        .set({ state: "trashed", trashedAt: ctx.now(), trashedBy: "person" })
        .where(and(eq(vods.accountId, accountId), inArray(vods.id, ids)));
      await forgetClips(tx, { accountId, clipVodIds: ids });
    }
    const outcomes = input.vodIds.map((vodId): TrashOutcome => {
      const row = known.find((one) => one.id === vodId);
      if (!row || row.state === "deleted" || row.state === "deleting") return notFound(vodId);
      if (ids.includes(vodId) || row.state === "trashed") return { vodId, ok: true };
      return { vodId, ok: false, reason: "conflict", message: inUse(row) };
    });
    return { outcomes };
  });
}

/** Takes VODs and clips out of the trash, as what they were before. The plan's numbers of both are asked. */
export async function restoreVods(ctx: Pick<Ctx, "db" | "now">, input: Input): Promise<{ outcomes: TrashOutcome[] }> {
  const { accountId } = input;
  return await ctx.db.transaction(async (tx) => {
    const known = await lockVods(tx, input);
    const outcomes: TrashOutcome[] = [];
    for (const vodId of input.vodIds) {
      const row = known.find((one) => one.id === vodId);
      if (!row || row.state === "deleted" || row.state === "deleting") {
        outcomes.push(notFound(vodId));
      } else if (row.state !== "trashed") {
        outcomes.push({ vodId, ok: true });
      } else {
        const clip = row.kind === "highlight";
        const restored = clip
          ? await restoreClip(tx, { accountId, clipVodId: vodId })
          : await restoreRecording(tx, { accountId, vodId, now: ctx.now() });
        outcomes.push(restored.ok ? { vodId, ok: true } : { ...restored, vodId });
      }
    }
    return { outcomes };
  });
}

const ownAmong = ({ accountId, vodIds }: Input) => and(eq(vods.accountId, accountId), inArray(vods.id, vodIds));

const notFound = (vodId: string): TrashOutcome => ({
  vodId,
  ok: false,
  reason: "not_found",
  message: "There is no such recording or clip in this account. It may have been deleted for good.",
});

function inUse(row: { kind: string; state: string }): string {
  if (row.kind === "highlight") return "This clip is being cut. Cancel the cut first, or delete it when it is done.";
  return row.state === "imported" || row.state === "processing"
    ? "This recording is being processed. Delete it when that is done."
    : "Clips are being cut from this recording, or its highlights are being found. Delete it when that is done.";
}
