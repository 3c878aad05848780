import { and, eq, ne, sql } from "drizzle-orm";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { storedObjects, vods } from "#drizzle/schema/vods.ts";
import { settleReservation } from "#lib/accounts/quota-settle.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { requireFence } from "#lib/fence.ts";
import type { AccountId } from "#lib/ids.ts";
import { emitEvent } from "#lib/outbox.ts";
import type { ObjectInfo } from "#lib/platform/object-store/model.ts";
import { reachPoint } from "#lib/points.ts";
import type { ByteMeter } from "#lib/progress.ts";
import { deleteObject } from "#lib/vods/store-media.ts";
import { findCaptions } from "./captions/find-captions.ts";
import { type Claimed, stillClaimed } from "./claim-attempt.ts";
import type { CutPlan } from "./model.ts";
import { isStale } from "./queries.ts";

/**
 * Points the clip at a verified, stored file, in one transaction: attempt, clip, VOD, object, reservation, highlight and
 * the notice that it is ready. False when the claim was lost; then nothing is written. Throws `conflict` when its promised
 * bytes were given back.
 */
export async function publishClip(
  ctx: Pick<Ctx, "db" | "now" | "fence" | "atPoint">,
  input: {
    accountId: AccountId;
    claimed: Claimed;
    plan: CutPlan;
    stored: ObjectInfo;
    durationMs: number;
    meter: ByteMeter;
  },
): Promise<boolean> {
  const { accountId, claimed, stored } = input;
  const { clip } = claimed;
  const now = ctx.now();
  return ctx.db.transaction(async (tx) => {
    await requireFence(tx, ctx);
    const [attempt] = await tx
      .update(clipAttempts)
      .set({
        state: "ready",
        plan: input.plan,
        sizeBytes: stored.sizeBytes,
        durationMs: input.durationMs,
        byteMeter: input.meter,
        finishedAt: now,
      })
      .where(and(stillClaimed(claimed), eq(clipAttempts.accountId, accountId)))
      .returning();
    if (!attempt) return false;
    await tx
      .update(clips)
      .set({ currentAttempt: attempt.attempt })
      .where(and(eq(clips.vodId, clip.vodId), eq(clips.accountId, accountId)));
    // The file before this one is no longer pointed at; its bytes go after the commit.
    await tx
      .update(storedObjects)
      .set({ state: "deleting" })
      .where(
        and(
          eq(storedObjects.accountId, accountId),
          eq(storedObjects.vodId, clip.vodId),
          eq(storedObjects.role, "clip"),
          eq(storedObjects.state, "live"),
          ne(storedObjects.key, stored.key),
        ),
      );
    const live = await tx
      .update(storedObjects)
      .set({ state: "live", sizeBytes: stored.sizeBytes, etag: stored.etag })
      .where(and(eq(storedObjects.key, stored.key), eq(storedObjects.accountId, accountId)))
      .returning({ key: storedObjects.key });
    if (live.length === 0) throw new AppError("output_invalid", "The clip's stored file was removed. Cut it again.");
    const subject = { accountId, subjectId: attempt.id, purpose: "clip" as const };
    await settleReservation(tx, { ...subject, bytes: stored.sizeBytes });
    await tx
      .update(vods)
      .set({
        state: sql`case when ${vods.state} in ('trashed', 'deleting') then ${vods.state} else 'ready' end`,
        sizeBytes: stored.sizeBytes,
        durationMs: input.durationMs,
        failureCode: null,
        failureText: null,
        readyAt: now,
      })
      .where(and(eq(vods.id, clip.vodId), eq(vods.accountId, accountId)));
    const mine = and(eq(highlights.id, clip.highlightId), eq(highlights.accountId, accountId));
    const [highlight] = await tx.select().from(highlights).where(mine).for("update");
    if (highlight && clip.isMain) {
      const captions = await findCaptions({ db: tx }, { accountId, highlightId: clip.highlightId });
      const cutState = isStale(attempt, highlight, captions?.version ?? null) ? ("stale" as const) : ("ready" as const);
      await tx
        .update(highlights)
        .set({ cutState, cutReason: null, version: sql`${highlights.version} + 1`, updatedAt: now })
        .where(mine);
    }
    const { vodId: clipVodId, highlightId, sourceVodId } = clip;
    await emitEvent(tx, {
      accountId,
      event: "clip.ready",
      dedupeKey: `${clipVodId}:${attempt.attempt}`,
      payload: { clipVodId, highlightId, sourceVodId, attempt: attempt.attempt },
    });
    await reachPoint(ctx, `${attempt.mode === "render" ? "render" : "cut"}.publishing`);
    return true;
  });
}

/** Deletes the files a clip no longer points at, then their rows. What fails stays `deleting` for the next time. */
export async function deleteReplacedFiles(
  ctx: Pick<Ctx, "db" | "store" | "cache" | "log">,
  input: { accountId: AccountId; clipVodId: string },
): Promise<void> {
  const replaced = and(
    eq(storedObjects.accountId, input.accountId),
    eq(storedObjects.vodId, input.clipVodId),
    eq(storedObjects.role, "clip"),
    eq(storedObjects.state, "deleting"),
  );
  for (const object of await ctx.db.select().from(storedObjects).where(replaced)) {
    const { key } = object;
    try {
      await deleteObject(ctx, object);
      await ctx.db.delete(storedObjects).where(and(replaced, eq(storedObjects.key, key)));
    } catch (error) {
      ctx.log.warn({ err: error, key }, "a replaced clip file could not be deleted yet");
    }
  }
}
