import assert from "node:assert";
import { and, eq, sql } from "drizzle-orm";
import { clipAttempts, clips, highlightCaptions } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { effectiveBounds, isCutStale } from "../model.ts";
import { columnsOf } from "./editable.ts";
import type { Patch } from "./model.ts";

type Row = typeof highlights.$inferSelect;

/**
 * Changes a highlight that the caller's transaction has locked, on the version it saw. A clip cut from other bounds than it
 * has now is out of date, and one cut from these very bounds no longer is. Returns the new edit version.
 */
export async function writePatch(
  tx: Tx,
  input: { accountId: AccountId; row: Row; patch: Patch; now: Date },
): Promise<number> {
  const { row, patch, now } = input;
  const isTrim = "trimmedStartTicks" in patch || "trimmedEndTicks" in patch;
  const set = columnsOf(patch, now);
  const [written] = await tx
    .update(highlights)
    .set({
      ...set,
      ...(isTrim ? { cutState: await cutStateAt(tx, { ...row, ...set }) } : {}),
      version: sql`${highlights.version} + 1`,
      editVersion: sql`${highlights.editVersion} + 1`,
      updatedAt: now,
    })
    .where(
      and(
        eq(highlights.id, row.id),
        eq(highlights.accountId, input.accountId),
        eq(highlights.editVersion, row.editVersion),
      ),
    )
    .returning({ editVersion: highlights.editVersion });
  assert(written, "a locked highlight keeps its version");
  return written.editVersion;
}

/** What the highlight's main clip is with these bounds. One that waits or is being cut is judged when it is done. */
async function cutStateAt(tx: Tx, row: Row): Promise<Row["cutState"]> {
  if (row.cutState !== "ready" && row.cutState !== "stale") return row.cutState;
  const [current] = await tx
    .select({ attempt: clipAttempts, captionsVersion: highlightCaptions.version })
    .from(clips)
    .leftJoin(highlightCaptions, eq(highlightCaptions.highlightId, clips.highlightId))
    .innerJoin(clipAttempts, and(eq(clipAttempts.vodId, clips.vodId), eq(clipAttempts.attempt, clips.currentAttempt)))
    .where(and(eq(clips.highlightId, row.id), eq(clips.isMain, true), eq(clipAttempts.state, "ready")));
  return current && !isCutStale(current.attempt, effectiveBounds(row), current.captionsVersion) ? "ready" : "stale";
}
