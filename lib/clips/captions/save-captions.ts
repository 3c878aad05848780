import { and, eq, sql } from "drizzle-orm";
import { clipAttempts, clips, highlightCaptions } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { lockAccount } from "#lib/accounts/lock-account.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError, type Refusal } from "#lib/errors.ts";
import { effectiveBounds } from "#lib/highlights/model.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { ticksToSeconds } from "#lib/time.ts";
import { findCaptions } from "./find-captions.ts";
import { type CaptionLine, joinStretches } from "./model.ts";

type Change = {
  accountId: AccountId;
  highlightId: string;
  /** Null: the transcript counts again. */
  lines: CaptionLine[] | null;
  /** The version that was looked at. */
  version: number;
  actorUserId: string | null;
};

/**
 * Keeps the caption text of a highlight; its clips with captions are older than the text from now on. Refused as
 * `conflict` when somebody changed it meanwhile. Throws `not_found`.
 */
export async function saveCaptions(
  ctx: Pick<Ctx, "db" | "now">,
  input: Change,
): Promise<{ ok: true; version: number } | Refusal<"conflict">> {
  const { accountId, highlightId } = input;
  return ctx.db.transaction(async (tx) => {
    await lockAccount(tx, accountId);
    const mine = and(eq(highlights.accountId, accountId), eq(highlights.id, highlightId));
    const [highlight] = await tx.select().from(highlights).where(mine).for("update");
    if (!highlight) throw new AppError("not_found", "There is no such highlight in this account.");
    const before = await findCaptions({ db: tx }, input);
    if ((before?.version ?? 0) !== input.version) {
      const message = "Someone changed these captions meanwhile. Look at theirs, then make your change again.";
      return { ok: false, reason: "conflict", message };
    }
    const { startTicks, endTicks, timescale } = effectiveBounds(highlight);
    const milliseconds = (ticks: number) => Math.round(ticksToSeconds(ticks, timescale) * 1000);
    const clip = { fromMs: milliseconds(startTicks), toMs: milliseconds(endTicks) };
    const covered = before?.lines ? joinStretches(clip, before.covered) : clip;
    const version = input.version + 1;
    const set = { ...covered, lines: input.lines, version, updatedBy: input.actorUserId, updatedAt: ctx.now() };
    await tx
      .insert(highlightCaptions)
      .values({ highlightId, accountId, ...set })
      .onConflictDoUpdate({ target: highlightCaptions.highlightId, set });
    if (highlight.cutState === "ready" && (await isCaptioned(tx, input))) {
      await tx
        .update(highlights)
        .set({ cutState: "stale", version: sql`${highlights.version} + 1`, updatedAt: ctx.now() })
        .where(mine);
    }
    return { ok: true, version };
  });
}

/** Whether the landscape clip, whose state the highlight shows, has captions. */
async function isCaptioned(tx: Tx, { accountId, highlightId }: Change): Promise<boolean> {
  const rows = await tx
    .select({ id: clipAttempts.id })
    .from(clips)
    .innerJoin(clipAttempts, and(eq(clipAttempts.vodId, clips.vodId), eq(clipAttempts.attempt, clips.currentAttempt)))
    .where(
      and(
        eq(clips.accountId, accountId),
        eq(clips.highlightId, highlightId),
        eq(clips.profile, "landscape"),
        sql`coalesce(${clipAttempts.plan} #>> '{render,captions}', 'off') <> 'off'`,
      ),
    );
  return rows.length > 0;
}
