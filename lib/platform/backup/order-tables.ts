import { AppError } from "#lib/errors.ts";

/** Tables so that each comes after those it points at; a table may point at itself. Pure. Throws when they form a circle. */
export function orderTables(names: readonly string[], references: readonly { from: string; to: string }[]): string[] {
  const ordered: string[] = [];
  const left = new Set(names);
  while (left.size > 0) {
    const free = [...left].filter((name) =>
      references.every(({ from, to }) => from !== name || to === name || !left.has(to)),
    );
    if (free.length === 0) {
      throw new AppError("internal", `These tables point at each other in a circle: ${[...left].join(", ")}.`);
    }
    for (const name of free.sort()) {
      ordered.push(name);
      left.delete(name);
    }
  }
  return ordered;
}
