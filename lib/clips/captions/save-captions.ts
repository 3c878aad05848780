import { and, eq } from "drizzle-orm";
import { highlightCaptions } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { lockAccount } from "#lib/accounts/lock-account.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError, type Refusal } from "#lib/errors.ts";
import { effectiveBounds } from "#lib/highlights/model.ts";
import type { AccountId } from "#lib/ids.ts";
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
 * Keeps the caption text of a highlight; its clips with captions are older than the text, and so out of date, from now on. Refused as
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
    return { ok: true, version };
  });
}
