import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import { type Contribution, effectiveBounds } from "../model.ts";
import { labelOf, nameOf } from "./model.ts";
import {
  type Carry,
  type Conflict,
  carryNothing,
  type Edited,
  type EditOne,
  openEdit,
  type Seen,
} from "./open-edit.ts";
import { getPlaceOf, type HighlightRow } from "./open-history.ts";

/**
 * Makes one highlight of two: it reaches from the earlier beginning to the later end, with the better score and the reasons
 * of both. The other is hidden; its clip stays in the library, and undoing brings it back with it. Throws `not_found`.
 */
export async function mergeHighlights(
  ctx: Pick<Ctx, "db" | "now">,
  input: EditOne & { with: Seen },
  carry: Carry = carryNothing,
): Promise<Edited | Conflict | Refusal<"invalid_input">> {
  const { accountId, actorUserId } = input;
  if (input.with.highlightId === input.highlightId) return itself;
  const { vodId } = await getPlaceOf(ctx, input);
  const seen: [Seen, Seen] = [input, input.with];
  return openEdit<Refusal<"invalid_input">>(
    ctx,
    { accountId, vodId, actorUserId, seen },
    async (tx, [row, ...others]) => {
      const [other] = others as [HighlightRow];
      const patch = mergedOf(row, other);
      const bounds = { startTicks: patch.trimmedStartTicks, endTicks: patch.trimmedEndTicks, timescale: row.timescale };
      await carry(tx, { from: other, into: row, bounds });
      return {
        kind: "merge",
        label: labelOf("merge", [nameOf(row), nameOf(other)]),
        changes: [
          { row, patch },
          { row: other, patch: { isHidden: true } },
        ],
      };
    },
  );
}

function mergedOf(row: HighlightRow, other: HighlightRow) {
  const [a, b] = [effectiveBounds(row), effectiveBounds(other)];
  const better = other.score > row.score ? other : row;
  const scale = row.timescale / other.timescale;
  return {
    trimmedStartTicks: Math.min(a.startTicks, Math.round(b.startTicks * scale)),
    trimmedEndTicks: Math.max(a.endTicks, Math.round(b.endTicks * scale)),
    score: better.score,
    contributions: joinContributions(row.contributions as Contribution[], other.contributions as Contribution[]),
    peakTicks: better === row || other.peakTicks === null ? row.peakTicks : Math.round(other.peakTicks * scale),
    title: row.title ?? other.title,
  };
}

/** The reasons of both; where both name the same, the stronger one. Strongest first. Pure. */
export function joinContributions(a: readonly Contribution[], b: readonly Contribution[]): Contribution[] {
  const joined = new Map<string, Contribution>();
  for (const one of [...a, ...b]) {
    const key = `${one.signal} ${one.name}`;
    const known = joined.get(key);
    if (!known || one.value > known.value) joined.set(key, one);
  }
  return [...joined.values()].sort((x, y) => y.value - x.value);
}

const itself = {
  ok: false,
  reason: "invalid_input",
  message: "A highlight can't be merged with itself. Choose another one.",
} as const;
