import type { Highlight } from "#app/_queries/highlights.ts";

type Decided = Pick<Highlight, "id" | "reviewState">;

/** How a review stands. */
export type Tally = { kept: number; rejected: number; undecided: number };

export function tallyOf(items: readonly Decided[]): Tally {
  const count = (state: Highlight["reviewState"]) => items.filter((one) => one.reviewState === state).length;
  return { kept: count("approved"), rejected: count("rejected"), undecided: count("suggested") };
}

/** `9 kept, 13 rejected, 2 undecided`; what there is none of is left out. */
export function describeTally({ kept, rejected, undecided }: Tally): string {
  const parts = [
    [kept, "kept"],
    [rejected, "rejected"],
    [undecided, "undecided"],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return said.length === 0 ? "Nothing to review" : said.join(", ");
}

/** The place of the next undecided one after place `from`, going round; null when all are decided. */
export function nextUndecided(items: readonly Decided[], from: number): number | null {
  for (let step = 1; step <= items.length; step += 1) {
    const at = (from + step + items.length) % items.length;
    if (items[at]?.reviewState === "suggested") return at;
  }
  return null;
}

/** Where a review begins: at the one that is named, else at the first undecided, else at the first. */
export function firstPlace(items: readonly Decided[], namedId: string | null): number {
  const named = items.findIndex((one) => one.id === namedId);
  return named >= 0 ? named : (nextUndecided(items, -1) ?? 0);
}
