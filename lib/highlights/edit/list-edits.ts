import { and, asc, desc, eq, sql } from "drizzle-orm";
import { edits } from "#drizzle/schema/highlights.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { EditHistory } from "./model.ts";

/** A person's history of a VOD: what undo and redo would do next, and the newest entries first. */
export async function getEditHistory(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; vodId: string; actorUserId: string; limit?: number },
): Promise<EditHistory> {
  const mine = and(
    eq(edits.accountId, input.accountId),
    eq(edits.vodId, input.vodId),
    eq(edits.actorUserId, input.actorUserId),
  );
  const columns = {
    id: edits.id,
    position: edits.position,
    kind: edits.kind,
    label: edits.label,
    state: edits.state,
    createdAt: edits.createdAt,
    // Columns of a query of one table are written without its name, which would be the inner one's here.
    highlightIds: sql<
      string[]
    >`array(select l.highlight_id::text from action_log l where l.edit_id = edits.id order by 1)`,
  };
  const entries = await ctx.db
    .select(columns)
    .from(edits)
    .where(mine)
    .orderBy(desc(edits.position))
    .limit(input.limit ?? 100);
  const next = (state: "done" | "undone") =>
    ctx.db
      .select({ label: edits.label })
      .from(edits)
      .where(and(mine, eq(edits.state, state)))
      .orderBy(state === "done" ? desc(edits.position) : asc(edits.position))
      .limit(1);
  const [[undo], [redo]] = await Promise.all([next("done"), next("undone")]);
  return {
    canUndo: undo !== undefined,
    canRedo: redo !== undefined,
    undoLabel: undo?.label ?? null,
    redoLabel: redo?.label ?? null,
    entries,
  };
}
