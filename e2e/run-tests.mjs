// `npm test`: unit and integration tests (vitest), then browser tests (Playwright). Plain JavaScript for any Node from 20.
// `npm test -- unit` or `npm test -- browser` runs one half.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensureInstalled, findProjectNode, projectDir, projectEnv } from "../workers/up/ensure-installed.mjs";

const wanted = process.argv[2] ?? "all";
if (!["all", "unit", "browser"].includes(wanted)) {
  console.error(`There is no part "${wanted}". Use: npm test, npm test -- unit, npm test -- browser`);
  process.exit(2);
}
ensureInstalled();
const node = findProjectNode();
const reports = mkdtempSync(path.join(os.tmpdir(), "vodmanager-tests-"));
const env = { ...projectEnv(), NEXT_TELEMETRY_DISABLED: "1" };

/** Runs one runner and returns its exit code. */
function run(file, args, extra = {}) {
  const child = spawn(node, [path.join(projectDir, "node_modules", file), ...args], {
    cwd: projectDir,
    env: { ...env, ...extra },
    stdio: "inherit",
  });
  return new Promise((resolve) => {
    child.once("error", () => resolve(-1));
    child.once("exit", (code) => resolve(code ?? -1));
  });
}

/** Reads a runner's report; null when it died before it wrote one. */
function readReport(name) {
  const file = path.join(reports, name);
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
  } catch {
    return null;
  }
}

async function runUnit() {
  const report = path.join(reports, "unit.json");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await run("vitest/vitest.mjs", args);
  const found = readReport("unit.json");
  if (!found) return counts(code, 0, 0, 0);
  // A test file that can't be loaded has no tests to fail.
  const broken = found.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  const skipped = found.numPendingTests + found.numTodoTests;
  return counts(code, found.numPassedTests, found.numFailedTests + broken.length, skipped);
}

async function runBrowser() {
  const extra = { PLAYWRIGHT_JSON_OUTPUT_NAME: path.join(reports, "browser.json") };
  const code = await run(
    "@playwright/test/cli.js",
    ["test", "--config=e2e/playwright.config.ts", "--reporter=list,json"],
    extra,
  );
  const stats = readReport("browser.json")?.stats;
  if (!stats) return counts(code, 0, 0, 0);
  return counts(code, stats.expected + stats.flaky, stats.unexpected, stats.skipped);
}

/** A runner that fails without a failed test (it crashed, found no test, could not set up) counts as one failure. */
function counts(code, passed, failed, skipped) {
  const isSilentFailure = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: isSilentFailure ? 1 : failed, skipped };
}

const total = { passed: 0, failed: 0, skipped: 0 };
const parts = [
  ["unit", runUnit],
  ["browser", runBrowser],
];
for (const [name, work] of parts) {
  if (wanted !== "all" && wanted !== name) continue;
  const part = await work();
  for (const key of Object.keys(total)) total[key] += part[key];
}
rmSync(reports, { recursive: true, force: true });
console.log(`\ntests: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
