import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { clipObjectKey } from "./queue-cut.ts";

/** An attempt being cut. Its object key is the token of this claim: who lost it publishes nothing. */
export type Claimed = {
  attempt: typeof clipAttempts.$inferSelect;
  clip: typeof clips.$inferSelect;
};

type OfSource = { accountId: AccountId; vodId: string };

/** Condition: the attempts of clips cut from this VOD. */
export const ofSource = (input: OfSource): SQL | undefined =>
  and(
    eq(clipAttempts.accountId, input.accountId),
    sql`${clipAttempts.vodId} in (select c.vod_id from clips c where c.source_vod_id = ${input.vodId} and c.account_id = ${input.accountId})`,
  );

/** Attempts still to be cut, oldest first. */
export async function listOpenAttempts(
  ctx: Pick<Ctx, "db">,
  input: OfSource,
): Promise<(typeof clipAttempts.$inferSelect)[]> {
  return ctx.db
    .select()
    .from(clipAttempts)
    .where(and(ofSource(input), inArray(clipAttempts.state, ["queued", "cutting"])))
    .orderBy(asc(clipAttempts.createdAt), asc(clipAttempts.id));
}

/**
 * Puts attempts that a dead worker left in the middle back into the queue. Only to be called by the one that holds the
 * source's lock.
 */
export async function requeueAbandoned(ctx: Pick<Ctx, "db">, input: OfSource): Promise<void> {
  await ctx.db
    .update(clipAttempts)
    .set({ state: "queued", startedAt: null })
    .where(and(ofSource(input), eq(clipAttempts.state, "cutting")));
}

/** Takes the oldest queued attempt, with an object key of this claim alone; null when none is left. */
export async function claimAttempt(ctx: Pick<Ctx, "db" | "now">, input: OfSource): Promise<Claimed | null> {
  return ctx.db.transaction(async (tx) => {
    const [next] = await tx
      .select({ id: clipAttempts.id, vodId: clipAttempts.vodId, attempt: clipAttempts.attempt })
      .from(clipAttempts)
      .where(and(ofSource(input), eq(clipAttempts.state, "queued")))
      .orderBy(asc(clipAttempts.createdAt), asc(clipAttempts.id))
      .limit(1)
      .for("update", { skipLocked: true });
    if (!next) return null;
    const claimedAt = ctx.now();
    const objectKey = clipObjectKey({ accountId: input.accountId, clipVodId: next.vodId, attempt: next.attempt });
    const [attempt] = await tx
      .update(clipAttempts)
      .set({
        state: "cutting",
        startedAt: claimedAt,
        objectKey,
        fraction: 0,
        byteMeter: null,
        failureCode: null,
        failureText: null,
      })
      .where(and(eq(clipAttempts.id, next.id), eq(clipAttempts.accountId, input.accountId)))
      .returning();
    const [clip] = await tx
      .select()
      .from(clips)
      .where(and(eq(clips.vodId, next.vodId), eq(clips.accountId, input.accountId)));
    if (!attempt || !clip) return null;
    await tx
      .update(vods)
      .set({ state: "processing" })
      .where(
        and(eq(vods.id, clip.vodId), eq(vods.accountId, input.accountId), inArray(vods.state, ["imported", "failed"])),
      );
    // The highlight shows its main clip's state; others stand beside it with their own.
    if (!clip.isMain) return { attempt, clip };
    await tx
      .update(highlights)
      .set({ cutState: "cutting", cutReason: null, version: sql`${highlights.version} + 1`, updatedAt: claimedAt })
      .where(and(eq(highlights.id, clip.highlightId), eq(highlights.accountId, input.accountId)));
    return { attempt, clip };
  });
}

/** True while this claim holds: the condition of every write that ends it. */
export const stillClaimed = (claimed: Claimed): SQL | undefined =>
  and(
    eq(clipAttempts.id, claimed.attempt.id),
    eq(clipAttempts.state, "cutting"),
    eq(clipAttempts.objectKey, claimed.attempt.objectKey),
  );
