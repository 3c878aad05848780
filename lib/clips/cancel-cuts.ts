import { and, eq, inArray, sql } from "drizzle-orm";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { vods } from "#drizzle/schema/vods.ts";
import { lockAccount } from "#lib/accounts/lock-account.ts";
import { releaseReservation } from "#lib/accounts/quota-settle.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { dropJob } from "#lib/jobs.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { getVod } from "#lib/vods/queries.ts";
import { ofSource } from "./claim-attempt.ts";
import { getCurrentCut } from "./get-current-cut.ts";
import { isStale } from "./queries.ts";

const reason = { code: "cancelled", message: "Cancelled before it was cut." } as const;

/**
 * Cancels the open cuts of a VOD, or of some of its highlights: those that wait are over at once, those being cut are
 * stopped by their worker within a second. Reserved bytes are given back; a clip that has an earlier file keeps it.
 * What is finished stays. Asking twice changes nothing. Returns the highlights whose cut was cancelled.
 * Throws `not_found`.
 */
export async function cancelCuts(
  ctx: Pick<Ctx, "db" | "now">,
  input: { accountId: AccountId; vodId: string; highlightIds?: string[] },
): Promise<{ cancelledHighlightIds: string[] }> {
  const { accountId, vodId } = input;
  await getVod(ctx, input);
  return ctx.db.transaction(async (tx) => {
    // Requests for new cuts wait here; finishing ones are settled by the update's condition.
    await lockAccount(tx, accountId);
    const isOpen = and(ofSource(input), inArray(clipAttempts.state, ["queued", "cutting"]));
    const wanted =
      input.highlightIds === undefined
        ? undefined
        : inArray(
            clipAttempts.vodId,
            tx
              .select({ vodId: clips.vodId })
              .from(clips)
              .where(and(eq(clips.accountId, accountId), inArray(clips.highlightId, input.highlightIds))),
          );
    const cancelled = await tx
      .update(clipAttempts)
      .set({ state: "cancelled", failureCode: reason.code, failureText: reason.message, finishedAt: ctx.now() })
      .where(and(isOpen, wanted))
      .returning({ id: clipAttempts.id, vodId: clipAttempts.vodId });
    const cancelledHighlightIds: string[] = [];
    for (const attempt of cancelled) {
      await releaseReservation(tx, { accountId, subjectId: attempt.id, purpose: "clip" });
      cancelledHighlightIds.push(await resetClip(tx, { accountId, clipVodId: attempt.vodId, now: ctx.now() }));
    }
    const left = await tx.select({ id: clipAttempts.id }).from(clipAttempts).where(isOpen).limit(1);
    if (left.length === 0) await dropJob(tx, "cut_clips", { accountId, vodId }, reason);
    return { cancelledHighlightIds };
  });
}

/** The clip and its highlight are again what they were before the cut was asked for. Returns the highlight's id. */
async function resetClip(
  tx: Tx,
  { accountId, clipVodId, now }: { accountId: AccountId; clipVodId: string; now: Date },
): Promise<string> {
  await tx
    .update(vods)
    .set({ state: "failed", failureCode: reason.code, failureText: reason.message })
    .where(and(eq(vods.id, clipVodId), eq(vods.accountId, accountId), inArray(vods.state, ["imported", "processing"])));
  const { current, highlight, isMain, captionsVersion } = await getCurrentCut(tx, { accountId, clipVodId });
  // A highlight's state is that of its main clip; others stand beside it.
  if (!isMain) return highlight.id;
  const cutState = current === null ? "none" : isStale(current, highlight, captionsVersion) ? "stale" : "ready";
  await tx
    .update(highlights)
    .set({ cutState, cutReason: reason.message, version: sql`${highlights.version} + 1`, updatedAt: now })
    .where(and(eq(highlights.id, highlight.id), eq(highlights.accountId, accountId)));
  return highlight.id;
}
