import { and, eq, sql } from "drizzle-orm";
import { actionLog, edits } from "#drizzle/schema/highlights.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { judgedFacts } from "../judged-facts.ts";
import { editableOf } from "./editable.ts";
import type { EditKind, Patch } from "./model.ts";
import type { HighlightRow } from "./open-history.ts";
import { writePatch } from "./write-patch.ts";

/** Whose edit it is. `actorUserId` is null on the command line: it is kept as a label, but nobody can undo it. */
export type Editor = { accountId: AccountId; vodId: string; actorUserId: string | null };

/** `action`: what it is to this highlight, where that isn't the edit's own kind. */
export type Change = { row: HighlightRow; patch: Patch; action?: EditKind };

/**
 * Changes highlights and keeps it as one entry of the person's history, and as labels. What could be redone until now can't
 * be any more. The caller's transaction holds `lockEdits` and the rows. `versions`: the new edit versions by
 * highlight.
 */
export async function writeEdit(
  tx: Tx,
  input: Editor & { kind: EditKind; label: string; changes: Change[]; now: Date },
): Promise<{ editId: string | null; versions: Map<string, number> }> {
  const { accountId, actorUserId, now } = input;
  const editId = actorUserId === null ? null : await addEntry(tx, { ...input, actorUserId });
  const versions = new Map<string, number>();
  for (const { row, patch, action } of input.changes) {
    const versionAfter = await writePatch(tx, { accountId, row, patch, now });
    await tx.insert(actionLog).values({
      accountId,
      highlightId: row.id,
      actorUserId,
      action: action ?? input.kind,
      editId,
      position: sql`(select coalesce(max(l.position), 0) + 1 from action_log l where l.highlight_id = ${row.id})`,
      before: { ...judgedFacts(row), ...editableOf(row) },
      after: patch,
      versionBefore: row.editVersion,
      versionAfter,
    });
    versions.set(row.id, versionAfter);
  }
  return { editId, versions };
}

async function addEntry(
  tx: Tx,
  { accountId, vodId, actorUserId, kind, label }: Editor & { actorUserId: string; kind: EditKind; label: string },
): Promise<string> {
  await tx
    .update(edits)
    .set({ state: "dropped" })
    .where(and(eq(edits.vodId, vodId), eq(edits.actorUserId, actorUserId), eq(edits.state, "undone")));
  const position = sql`(select coalesce(max(e.position), 0) + 1 from edits e where e.vod_id = ${vodId} and e.actor_user_id = ${actorUserId})`;
  const [entry] = await tx
    .insert(edits)
    .values({ accountId, vodId, actorUserId, kind, label, position })
    .returning({ id: edits.id });
  return entry!.id;
}
