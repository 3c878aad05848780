import { writeFileSync } from "node:fs";

/** One line of the result. `must` null: printed for orientation, not judged. */
export type Figure = { name: string; value: number; unit: string; must: string | null; ok: boolean };

/** Both sides of what was compared, with their units, as they were measured in this run. */
export type Side = { what: string; ours: string; other: string };

export type Sheet = {
  /** The figure has to be at most (or at least) this. */
  atMost: (name: string, value: number, most: number, unit: string) => void;
  atLeast: (name: string, value: number, least: number, unit: string) => void;
  /** The figure has to be above this. */
  above: (name: string, value: number, bound: number, unit: string) => void;
  /** Told, not judged. */
  note: (name: string, value: number, unit: string) => void;
  side: (side: Side) => void;
  print: () => void;
  writeJson: (file: string) => void;
};

const rounded = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(4)) : value);

/** Collects figures, prints them as tables, writes them as JSON. */
export function createSheet(): Sheet {
  const figures: Figure[] = [];
  const sides: Side[] = [];
  const add = (name: string, value: number, unit: string, must: string | null, ok: boolean) => {
    const figure = { name, value: rounded(value), unit, must, ok };
    figures.push(figure);
    console.log(`  ${lineOf(figure)}`);
  };
  return {
    atMost: (name, value, most, unit) => add(name, value, unit, `<= ${most}`, value <= most),
    atLeast: (name, value, least, unit) => add(name, value, unit, `>= ${least}`, value >= least),
    above: (name, value, bound, unit) => add(name, value, unit, `> ${bound}`, value > bound),
    note: (name, value, unit) => add(name, value, unit, null, true),
    side: (side) => sides.push(side),
    print: () => {
      if (sides.length > 0) {
        console.log("\nMeasured side by side in this run");
        printTable([["", "VOD Manager", "compared with"], ...sides.map((one) => [one.what, one.ours, one.other])]);
      }
      console.log("\nFigures");
      const rows = figures.map((one) => [verdict(one), one.name, `${one.value} ${one.unit}`.trim(), one.must ?? ""]);
      printTable([["", "figure", "value", "must be"], ...rows]);
      const missed = figures.filter((one) => !one.ok).length;
      const judged = figures.filter((one) => one.must !== null).length;
      console.log(`\n${judged - missed} of ${judged} figures reached.`);
    },
    writeJson: (file) => writeFileSync(file, `${JSON.stringify({ figures }, null, 2)}\n`),
  };
}

const verdict = (one: Figure): string => (one.must === null ? "    " : one.ok ? "ok  " : "MISS");
const lineOf = (one: Figure): string =>
  `${verdict(one)} ${one.name}: ${one.value} ${one.unit}${one.must ? ` (must be ${one.must})` : ""}`;

function printTable(rows: string[][]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  for (const row of rows)
    console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ")}`.trimEnd());
}

/** Runs `work` and says how long it took, in seconds. */
export async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const startedAt = performance.now();
  const result = await work();
  return { seconds: (performance.now() - startedAt) / 1000, result };
}

export const inSeconds = (seconds: number): string => `${seconds.toFixed(2)} s`;
