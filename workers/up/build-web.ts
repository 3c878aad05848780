import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "#lib/errors.ts";

/** What the built web app is made of. Tests are left out. */
const sources = ["app", "lib", "public", "drizzle/schema"];
const longestWaitMs = 5 * 60_000;
const sourceFiles = [
  "instrumentation.ts",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];

/**
 * Builds the web app unless `.next` holds a whole build of these very sources. Returns whether it built.
 * Throws `AppError` with the end of the build's output when it fails.
 */
export async function buildWeb(projectDir: string, env: NodeJS.ProcessEnv): Promise<{ built: boolean }> {
  const stamp = path.join(projectDir, ".next/vodmanager-build");
  const wanted = hashSources(projectDir);
  const deadline = Date.now() + longestWaitMs;
  for (;;) {
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return { built: false };
    rmSync(stamp, { force: true });
    const { code, output } = await runNextBuild(projectDir, env);
    if (code === 0) break;
    // Next locks its folder; what the other one builds is perhaps what we want.
    const isLocked = output.includes("Another next build process is already running");
    if (!isLocked || Date.now() > deadline) throw buildFailed(output);
    await delay(2_000);
  }
  writeFileSync(stamp, wanted);
  return { built: true };
}

function hashSources(projectDir: string): string {
  const hash = createHash("sha256");
  const add = (name: string) => {
    const file = path.join(projectDir, name);
    if (!existsSync(file) || /\.test\.tsx?$/.test(name)) return;
    hash.update(`${name}\0`).update(readFileSync(file)).update("\0");
  };
  for (const dir of sources) {
    const root = path.join(projectDir, dir);
    if (!existsSync(root)) continue;
    const entries = readdirSync(root, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(projectDir, path.join(entry.parentPath, entry.name)));
    for (const file of files.sort()) add(file);
  }
  for (const file of sourceFiles) add(file);
  return hash.digest("hex");
}

async function runNextBuild(projectDir: string, env: NodeJS.ProcessEnv): Promise<{ code: unknown; output: string }> {
  const next = path.join(projectDir, "node_modules/next/dist/bin/next");
  const child = spawn(process.execPath, [next, "build"], {
    cwd: projectDir,
    env: { ...env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const keep = (chunk: Buffer) => {
    output = (output + chunk).slice(-20_000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  const code = await new Promise((resolve) => {
    child.once("error", () => resolve(-1));
    child.once("close", resolve);
  });
  process.off("exit", end);
  return { code, output };
}

function buildFailed(output: string): AppError {
  const tail = output.trimEnd().split("\n").slice(-25).join("\n");
  return new AppError("internal", `The web app can't be built. "npx next build" said:\n${tail}`);
}
