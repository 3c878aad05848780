// `npm run check`: everything that can be said of the code without running it. Plain JavaScript for any Node from 20.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { ensureInstalled, findProjectNode, projectDir, projectEnv } from "./ensure-installed.mjs";

ensureInstalled();
const node = findProjectNode();
const env = { ...projectEnv(), NEXT_TELEMETRY_DISABLED: "1", FORCE_COLOR: process.stdout.isTTY ? "1" : "0" };
const sources = ["app", "lib", "workers", "drizzle", "e2e"];

/** Runs a program of node_modules; returns its exit code and output. */
function run(file, args, options = {}) {
  const program = path.join(projectDir, "node_modules", file);
  const stdio = ["ignore", "pipe", "pipe"];
  const result = spawnSync(node, [program, ...args], {
    cwd: projectDir,
    env,
    stdio,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    timeout: 300_000,
    ...options,
  });
  return {
    ok: result.status === 0,
    output: `${result.stdout ?? ""}${result.stderr ?? ""}`,
    stdout: result.stdout ?? "",
  };
}

const steps = [
  {
    name: "format and lint",
    fix: 'Run "npm run format"; what is left needs a hand.',
    work: () => run("@biomejs/biome/bin/biome", ["check", ".", "--max-diagnostics=50"]),
  },
  {
    name: "types",
    fix: "Correct the types; every line above names its file.",
    work: () => {
      const typegen = run("next/dist/bin/next", ["typegen"]);
      if (!typegen.ok) return typegen;
      return run("typescript/bin/tsc", ["--noEmit", "--pretty", "false"]);
    },
  },
  {
    name: "import direction",
    fix: "Each rule's comment in .dependency-cruiser.cjs says where the code belongs.",
    work: checkImports,
  },
  {
    name: "unused code",
    fix: "Delete what is unused, or use it. knip.json names the programs' entry files.",
    work: () => run("knip/bin/knip.js", ["--no-progress"]),
  },
  {
    name: "schema and migrations",
    fix: 'Run "npm run db:generate -- --name what_it_means" and commit the migration it writes.',
    work: checkMigrations,
  },
];

let failed = 0;
for (const { name, fix, work } of steps) {
  const began = Date.now();
  const { ok, output, note } = work();
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(`${ok ? "ok  " : "FAIL"} ${name}${note ? `: ${note}` : ""} (${seconds} s)`);
  if (ok) continue;
  failed += 1;
  console.log(`${output.trimEnd()}\n     ${fix}\n`);
}
console.log(failed === 0 ? "check: all passed" : `check: ${failed} of ${steps.length} failed`);
process.exit(failed === 0 ? 0 : 1);

/** A cruiser that can't read TypeScript finds no module and no fault: the count has to be above zero. */
function checkImports() {
  const args = [
    "--config",
    ".dependency-cruiser.cjs",
    "--output-type",
    "json",
    ...sources.filter((dir) => existsSync(path.join(projectDir, dir))),
  ];
  const { stdout, output } = run("dependency-cruiser/bin/dependency-cruise.mjs", args);
  let summary;
  try {
    summary = JSON.parse(stdout).summary;
  } catch {
    return { ok: false, output };
  }
  const lines = summary.violations.map((one) => {
    const rule = summary.ruleSetUsed?.forbidden?.find(({ name }) => name === one.rule.name);
    const circle = one.cycle ? ` → ${one.cycle.map(({ name }) => name).join(" → ")}` : "";
    return `${one.rule.name}: ${one.from} → ${circle ? circle.slice(3) : one.to}${rule?.comment ? `\n     ${rule.comment}` : ""}`;
  });
  if (summary.totalCruised === 0)
    lines.push("No module was read: the TypeScript compiler is missing or too new for dependency-cruiser.");
  return {
    ok: lines.length === 0,
    output: lines.join("\n"),
    note: `${summary.totalCruised} modules, ${summary.totalDependenciesCruised} imports`,
  };
}

/** Generates into a copy of the migrations: a schema that they already make gives nothing new. */
function checkMigrations() {
  const relative = path.relative(projectDir, mkdtempSync(path.join(projectDir, "node_modules/.migrations-")));
  const copy = path.join(projectDir, relative);
  try {
    cpSync(path.join(projectDir, "drizzle/migrations"), copy, { recursive: true });
    const before = listFiles(copy);
    const args = [
      "generate",
      "--dialect",
      "postgresql",
      "--schema",
      "./drizzle/schema/*.ts",
      "--out",
      `./${relative}`,
      "--name",
      "drift",
    ];
    const result = run("drizzle-kit/bin.cjs", args, { timeout: 120_000 });
    const added = listFiles(copy).filter((file) => !before.includes(file) && file.endsWith(".sql"));
    if (!result.ok) return result;
    const texts = added.map((file) => readFileSync(path.join(copy, file), "utf8"));
    const output = texts.map((text) => `The schema needs this beyond its migrations:\n${text}`);
    return {
      ok: output.length === 0,
      output: output.join("\n"),
      note: `${before.filter((file) => file.endsWith(".sql")).length} migrations`,
    };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function listFiles(dir) {
  return readdirSync(dir, { recursive: true }).map(String).sort();
}
