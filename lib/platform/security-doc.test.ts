import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const text = readFileSync("docs/security.md", "utf8");
const everyTest = globSync("{app,lib,workers,drizzle,e2e}/**/*.{test,spec}.{ts,tsx}");

/** The items of ASVS 5.0 that this product has to show. */
const wanted = [
  ...["1.2.5", "1.3.6", "2.3.2", "2.3.3", "2.3.4", "2.4.1", "5.2.1", "5.2.2", "5.2.3", "5.2.4", "5.3.2"],
  ...["8.2.1", "8.2.2", "8.3.1", "13.2.4", "13.2.5", "14.2.1", "15.2.2", "15.4.2", "16.2.5"],
];

/** The tests that the document names for an item: file and title. */
function testsOf(item: string): { file: string; title: string }[] {
  const line = text.split("\n").find((one) => one.startsWith(`- **${item}** `)) ?? "";
  return line.split("; `").flatMap((part) => {
    const file = /([\w/.-]+\.(?:test|spec)\.tsx?)`/.exec(part)?.[1] ?? "";
    return [...part.matchAll(/"((?:[^"\\]|\\.)+)"/g)].map(([, title]) => ({ file, title: title! }));
  });
}

/** Titles of the tests of a file that run, `test.each(…)("title")` too: not those that are skipped or still to be written. */
const titlesOf = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/(?:\b(?:test|it)(\.\w+)?|\))\(\s*(["`])((?:(?!\2)[^\\\n]|\\.)+)\2/g)]
    .filter(([, how]) => how !== ".skip" && how !== ".todo")
    .map(([, , , title]) => title!);

test("every item that has to be shown stands in the table", () => {
  const rows = [...text.matchAll(/^\| ([\d., ]+?) +\|/gm)].flatMap(([, items]) => items!.split(", "));
  expect(wanted.filter((item) => !rows.includes(item))).toEqual([]);
});

test.each(wanted)("the tests that show %s are there, and run", (item) => {
  const named = testsOf(item);
  expect(named.length).toBeGreaterThan(0);
  for (const { file, title } of named) {
    expect(everyTest, `${item} names a file that isn't run`).toContain(file);
    expect(titlesOf(file), `${file} has other titles`).toContain(title);
  }
});

test("every test file and source file that the document names is there", () => {
  const names = new Set([...text.matchAll(/`([\w/.-]+\.(?:ts|tsx|mjs))`/g)].map(([, name]) => name!));
  const sources = globSync("{app,lib,workers,drizzle,e2e}/**/*.{ts,tsx,mjs}");
  const isThere = (name: string) =>
    name.includes("/") ? existsSync(name) : sources.some((file) => path.basename(file) === name);
  expect(names.size).toBeGreaterThan(30);
  expect([...names].filter((name) => !isThere(name))).toEqual([]);
});
