import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { type Bounds, effectiveBounds } from "../model.ts";
import type { EditKind } from "./model.ts";
import { type HighlightRow, lockEdits, lockHighlights, noSuchHighlight } from "./open-history.ts";
import { type Change, type Editor, writeEdit } from "./write-edit.ts";

/** A highlight and its edit version that what is asked was chosen on. */
export type Seen = {
  highlightId: string;
  editVersion: number;
  /** The bounds that were seen: with them, only other bounds are a conflict, not a decision or a title made meanwhile. */
  seenBounds?: { startTicks: number; endTicks: number };
};
/** Of what one highlight's edit is asked: whose it is and what was seen. */
export type EditOne = { accountId: AccountId; actorUserId: string | null } & Seen;

/** What a highlight is now, for the person whose edit would have written over it. */
export type Theirs = Seen & { startTicks: number; endTicks: number; title: string | null };
export type Conflict = Refusal<"conflict"> & { theirs: Theirs };
type Planned = { kind: EditKind; label: string; changes: Change[] };

/** `editId` is null when nothing was to change, and on the command line. `editVersion`: of the first highlight named. */
export type Edited = { ok: true; editId: string | null; editVersion: number; highlightIds: string[] };

/**
 * Takes along what later stages keep of highlights: from one to another that it became a part of, or that was made of it.
 * `bounds`: of the other from now on. In the edit's transaction, both locked.
 */
export type Carry = (tx: Tx, what: { from: HighlightRow; into: HighlightRow; bounds: Bounds }) => Promise<void>;

export const carryNothing: Carry = async () => {};

/**
 * One edit of highlights of a VOD: locks them in one order for everybody, refuses with `conflict` when one was changed since
 * it was seen, lets `plan` say what changes (or refuse), and keeps it in the history. Throws `not_found`.
 */
export async function openEdit<R extends Refusal<"invalid_input" | "conflict">>(
  ctx: Pick<Ctx, "db" | "now">,
  input: Editor & { seen: [Seen, ...Seen[]] },
  plan: (tx: Tx, rows: [HighlightRow, ...HighlightRow[]]) => Promise<Planned | R> | Planned | R,
): Promise<Edited | Conflict | R> {
  const { accountId, vodId, actorUserId, seen } = input;
  return ctx.db.transaction(async (tx) => {
    await lockEdits(tx, input);
    const locked = await lockHighlights(tx, { accountId, vodId, highlightIds: seen.map((one) => one.highlightId) });
    const rows = seen.map(({ highlightId }) => locked.find((row) => row.id === highlightId));
    for (const [n, row] of rows.entries()) {
      if (!row || row.hiddenAt !== null) throw noSuchHighlight();
      if (!isAsSeen(row, seen[n]!)) return conflictOf(row);
    }
    const planned = await plan(tx, rows as [HighlightRow, ...HighlightRow[]]);
    if ("ok" in planned) return planned;
    const changed = planned.changes.filter(({ row, patch }) => isChange(row, patch));
    if (changed.length === 0) {
      return { ok: true, editId: null, editVersion: rows[0]!.editVersion, highlightIds: [] };
    }
    const { kind, label } = planned;
    const { editId, versions } = await writeEdit(tx, {
      ...{ accountId, vodId, actorUserId, kind, label, now: ctx.now() },
      changes: changed,
    });
    const editVersion = versions.get(seen[0].highlightId) ?? rows[0]!.editVersion;
    return { ok: true, editId, editVersion, highlightIds: [...versions.keys()] };
  });
}

function isAsSeen(row: HighlightRow, { editVersion, seenBounds }: Seen): boolean {
  if (row.editVersion === editVersion) return true;
  const { startTicks, endTicks } = effectiveBounds(row);
  return seenBounds !== undefined && seenBounds.startTicks === startTicks && seenBounds.endTicks === endTicks;
}

/** Whether a patch says anything new. Bounds that are in force already are none, wherever they come from. */
function isChange(row: HighlightRow, patch: Change["patch"]): boolean {
  const { startTicks, endTicks } = effectiveBounds(row);
  return Object.entries(patch).some(([key, value]) => {
    if (key === "trimmedStartTicks") return value !== startTicks;
    if (key === "trimmedEndTicks") return value !== endTicks;
    if (key === "isHidden") return value !== (row.hiddenAt !== null);
    return value !== row[key as keyof HighlightRow];
  });
}

function conflictOf(row: HighlightRow): Conflict {
  const { startTicks, endTicks } = effectiveBounds(row);
  const theirs = { highlightId: row.id, editVersion: row.editVersion, startTicks, endTicks, title: row.title };
  const message = "This highlight was changed meanwhile. Look at it again, then decide which to keep.";
  return { ok: false, reason: "conflict", message, theirs };
}
