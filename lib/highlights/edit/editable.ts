import type { highlights } from "#drizzle/schema/highlights.ts";
import type { Contribution } from "../model.ts";
import type { Editable, Patch } from "./model.ts";

type Row = typeof highlights.$inferSelect;

/** What edits can change of a row, as it is. Pure. */
export function editableOf(row: Row): Editable {
  const { reviewState, trimmedStartTicks, trimmedEndTicks, title, score, peakTicks } = row;
  const contributions = row.contributions as Contribution[];
  const isHidden = row.hiddenAt !== null;
  return { reviewState, trimmedStartTicks, trimmedEndTicks, title, score, contributions, peakTicks, isHidden };
}

/** The columns a patch sets. Pure. */
export function columnsOf({ isHidden, ...patch }: Patch, now: Date): Partial<Row> {
  return isHidden === undefined ? patch : { ...patch, hiddenAt: isHidden ? now : null };
}

/** Those of `state` that `patch` names. Pure. */
export function pick(state: Editable, patch: Patch): Patch {
  return Object.fromEntries(Object.keys(patch).map((key) => [key, state[key as keyof Editable]]));
}
