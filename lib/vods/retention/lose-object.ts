import { and, eq, sql } from "drizzle-orm";
import { clips } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { media, storedObjects, vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { raiseAlert } from "#lib/platform/raise-alert.ts";

/**
 * Takes note that a live object is gone from the store, by no deed of ours: its bytes no longer count, and the recording
 * or clip it was fails with the reason, so that it can be imported or cut again. Pictures are missed by nobody for long:
 * there the operator is told only.
 */
export async function loseObject(ctx: Pick<Ctx, "db" | "now" | "log">, key: string): Promise<void> {
  const lost = await ctx.db.transaction(async (tx) => {
    const [object] = await tx
      .delete(storedObjects)
      .where(and(eq(storedObjects.key, key), eq(storedObjects.state, "live")))
      .returning();
    if (!object?.vodId || !["video", "audio", "clip"].includes(object.role)) return object;
    const isClip = object.role === "clip";
    const message = `Its stored file is missing. ${isClip ? "Cut it again." : "Import the recording again; its highlights stay."}`;
    const mine = and(eq(vods.id, object.vodId), eq(vods.accountId, object.accountId));
    await tx
      .update(vods)
      .set({ state: "failed", failureCode: "not_found", failureText: message })
      .where(and(mine, eq(vods.state, "ready")));
    if (!isClip) {
      await tx.delete(media).where(eq(media.vodId, object.vodId));
      return object;
    }
    const [clip] = await tx
      .update(clips)
      .set({ currentAttempt: null })
      .where(eq(clips.vodId, object.vodId))
      .returning({ highlightId: clips.highlightId, isMain: clips.isMain });
    if (clip?.isMain) {
      await tx
        .update(highlights)
        .set({ cutState: "failed", cutReason: message, version: sql`${highlights.version} + 1`, updatedAt: ctx.now() })
        .where(eq(highlights.id, clip.highlightId));
    }
    return object;
  });
  if (!lost) return;
  ctx.log.error({ key, role: lost.role, vodId: lost.vodId }, "a stored file is gone from the store");
  await raiseAlert(ctx, {
    cause: "store:files-missing",
    severity: "critical",
    text: "Stored files are missing in the object store (the log names them). What they were of is marked as failed and says what to do. Look for who deleted them, or restore the bucket.",
  });
}
