import { and, asc, desc, eq, sql } from "drizzle-orm";
import { authUsers } from "#drizzle/schema/auth.ts";
import { actionLog, edits } from "#drizzle/schema/highlights.ts";
import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { pick } from "./editable.ts";
import { type ChangedSince, type Editable, type EditKind, nameOf, type Patch } from "./model.ts";
import { type HighlightRow, lockEdits, lockHighlights } from "./open-history.ts";
import { writePatch } from "./write-patch.ts";

/** `editId`: step only over this one; refused when another is next. */
type Step = { accountId: AccountId; vodId: string; actorUserId: string; editId?: string };
type Direction = "undo" | "redo";
type Stepped = { ok: true; label: string; highlightIds: string[] };
type Refused = Refusal<"conflict"> & { changed?: ChangedSince[] };
type Log = typeof actionLog.$inferSelect;

/**
 * Takes the person's newest edit of the VOD back. Refuses with `conflict` when there is none, or when someone has changed
 * one of its highlights since: nothing is overwritten, `changed` says what was, and the entry is set aside so that the next
 * undo goes on with what was done before it. Throws `not_found`.
 */
export const undoEdit = (ctx: Pick<Ctx, "db" | "now">, input: Step) => stepHistory(ctx, input, "undo");

/** Does again what was undone last; refuses as `undoEdit` does. */
export const redoEdit = (ctx: Pick<Ctx, "db" | "now">, input: Step) => stepHistory(ctx, input, "redo");

const steps = {
  undo: { from: "done", to: "undone", order: desc(edits.position), nothing: "There is nothing to undo in this video." },
  redo: { from: "undone", to: "done", order: asc(edits.position), nothing: "There is nothing to do again." },
} as const;

const notNext = "Something else was done since. Undo that first.";

function stepHistory(ctx: Pick<Ctx, "db" | "now">, input: Step, direction: Direction): Promise<Stepped | Refused> {
  const { accountId, vodId, actorUserId } = input;
  const { from, to, order, nothing } = steps[direction];
  return ctx.db.transaction(async (tx) => {
    await lockEdits(tx, input);
    const [entry] = await tx
      .select()
      .from(edits)
      .where(and(eq(edits.vodId, vodId), eq(edits.actorUserId, actorUserId), eq(edits.state, from)))
      .orderBy(order)
      .limit(1);
    if (!entry) return { ok: false, reason: "conflict", message: nothing };
    if (input.editId !== undefined && input.editId !== entry.id)
      return { ok: false, reason: "conflict", message: notNext };
    const logs = await tx.select().from(actionLog).where(eq(actionLog.editId, entry.id));
    const rows = await lockHighlights(tx, { ...input, highlightIds: logs.map((log) => log.highlightId) });
    const byId = new Map(rows.map((row) => [row.id, row]));
    const leftAt = (log: Log) => (direction === "undo" ? log.versionAfter : log.versionBefore);
    const changed = logs.filter((log) => byId.get(log.highlightId)?.editVersion !== leftAt(log));
    await tx
      .update(edits)
      .set({ state: changed.length > 0 ? "dropped" : to })
      .where(and(eq(edits.id, entry.id), eq(edits.state, from)));
    if (changed.length > 0) return refuse(tx, { direction, label: entry.label, changed, byId, editId: entry.id });
    for (const log of logs) await stepOne(tx, { accountId, log, row: byId.get(log.highlightId)!, direction, ctx });
    return { ok: true, label: entry.label, highlightIds: logs.map((log) => log.highlightId) };
  });
}

/** Puts one highlight into the state before or after the edit; it is a label only while it is done. */
async function stepOne(
  tx: Tx,
  input: { accountId: AccountId; log: Log; row: HighlightRow; direction: Direction; ctx: Pick<Ctx, "now"> },
): Promise<void> {
  const { accountId, log, row, direction } = input;
  const now = input.ctx.now();
  const after = log.after as Patch;
  const patch = direction === "undo" ? pick(log.before as Editable, after) : after;
  const toVersion = await writePatch(tx, { accountId, row, patch, now });
  const wasVersion = direction === "undo" ? log.versionBefore : log.versionAfter;
  await tx
    .update(actionLog)
    .set({ undoneAt: direction === "undo" ? now : null })
    .where(eq(actionLog.id, log.id));
  // The highlight is again as it was at `wasVersion`: whatever step left or found it so may be taken from here.
  const same = (column: typeof actionLog.versionBefore | typeof actionLog.versionAfter) =>
    sql`case when ${column} = ${wasVersion} then ${toVersion}::int else ${column} end`;
  await tx
    .update(actionLog)
    .set({ versionBefore: same(actionLog.versionBefore), versionAfter: same(actionLog.versionAfter) })
    .where(
      and(
        eq(actionLog.highlightId, log.highlightId),
        sql`${wasVersion}::int in (${actionLog.versionBefore}, ${actionLog.versionAfter})`,
      ),
    );
}

async function refuse(
  tx: Tx,
  input: { direction: Direction; label: string; changed: Log[]; byId: Map<string, HighlightRow>; editId: string },
): Promise<Refused> {
  const changed: ChangedSince[] = [];
  for (const { highlightId } of input.changed) {
    const row = input.byId.get(highlightId);
    const [last] = await tx
      .select({ by: authUsers.name, action: actionLog.action })
      .from(actionLog)
      .leftJoin(authUsers, eq(authUsers.id, actionLog.actorUserId))
      .where(and(eq(actionLog.highlightId, highlightId), sql`${actionLog.versionAfter} = ${row?.editVersion ?? 0}`))
      .orderBy(desc(actionLog.position))
      .limit(1);
    changed.push({
      highlightId,
      name: row ? nameOf(row) : "A highlight",
      by: last ? (last.by ?? "Someone") : "A new detection",
      kind: (last?.action as EditKind | undefined) ?? null,
    });
  }
  const [first] = changed;
  const message = `${first!.by} has changed ${first!.name} since, so "${input.label}" was not ${input.direction === "undo" ? "undone" : "done again"}. ${input.direction === "undo" ? "Undo" : "Redo"} again goes on with what is next.`;
  return { ok: false, reason: "conflict", message, changed };
}
