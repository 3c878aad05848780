// Plain JavaScript for any Node from 20: it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const projectDir = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
const oldestNode = 20;
const newestNeeded = 24;

/**
 * Runs `npm ci` when `node_modules` is missing, incomplete or older than `package-lock.json`. Ends the process with a
 * clear sentence when that fails. Two processes that start at once install once.
 */
export function ensureInstalled() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < oldestNode) {
    end(
      `This needs Node ${oldestNode} or newer; this is Node ${process.versions.node}. Get one from https://nodejs.org`,
    );
  }
  if (isInstalled()) return;
  const lock = path.join(projectDir, "node_modules.installing");
  takeLock(lock);
  try {
    if (isInstalled()) return;
    process.stderr.write("Installing what is missing (npm ci); the first time takes a minute or two ...\n");
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
    const env = { ...process.env, NODE_ENV: "development" };
    const run = spawnSync(npm, args, { cwd: projectDir, env, stdio: ["ignore", 2, 2], shell: npm.endsWith(".cmd") });
    if (run.error) end(`npm can't be started (${run.error.message}). Install npm, then start again.`);
    if (run.status !== 0) end("npm ci failed; its message is above. Check the network and the disk, then start again.");
    if (!existsSync(findProjectNode()))
      end("npm ci left no usable Node behind. Delete node_modules, then start again.");
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** The Node that runs the project's TypeScript: the one npm installed, else this one when it is new enough. */
export function findProjectNode() {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const installed = path.join(projectDir, "node_modules/node/bin", name);
  if (existsSync(installed) && spawnSync(installed, ["--version"]).status === 0) return installed;
  if (Number(process.versions.node.split(".")[0]) >= newestNeeded) return process.execPath;
  return end(
    `This needs Node ${newestNeeded}, and the one npm installs is missing or does not run here. Delete node_modules and start again, or use Node ${newestNeeded}.`,
  );
}

/** The environment of child processes: programs that npm installed are found first, compiled code is kept. */
export function projectEnv(env = process.env) {
  const bins = [path.dirname(findProjectNode()), path.join(projectDir, "node_modules/.bin")];
  const NODE_COMPILE_CACHE = env.NODE_COMPILE_CACHE ?? path.join(projectDir, "node_modules/.cache/node-compile");
  return { ...env, NODE_COMPILE_CACHE, PATH: [...bins, env.PATH ?? ""].join(path.delimiter) };
}

// npm writes this file last, so a stopped install does not count.
function isInstalled() {
  const done = statSync(path.join(projectDir, "node_modules/.package-lock.json"), { throwIfNoEntry: false });
  const wanted = statSync(path.join(projectDir, "package-lock.json"), { throwIfNoEntry: false });
  if (!done) return false;
  return !wanted || done.mtimeMs >= wanted.mtimeMs || sameVersions();
}

/** A fresh checkout of the same lock file has a newer time; what counts is whether the versions differ. */
function sameVersions() {
  const read = (file) => JSON.parse(readFileSync(path.join(projectDir, file), "utf8")).packages;
  const wanted = read("package-lock.json");
  const done = read("node_modules/.package-lock.json");
  return Object.entries(wanted).every(
    ([name, entry]) => name === "" || (done[name] ? done[name].version === entry.version : entry.optional === true),
  );
}

function takeLock(lock) {
  for (let said = false; ; ) {
    try {
      mkdirSync(lock);
      writeFileSync(path.join(lock, "pid"), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== "EEXIST")
        end(`${projectDir} can't be written (${error.code}). Make it writable, then start again.`);
    }
    const pidFile = path.join(lock, "pid");
    const holder = existsSync(pidFile) ? Number(readFileSync(pidFile, "utf8")) : 0;
    if (!isRunning(holder) && Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 2_000) {
      rmSync(lock, { recursive: true, force: true });
      continue;
    }
    if (!said) process.stderr.write("Another process installs already; waiting for it ...\n");
    said = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  }
}

function isRunning(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

function end(message) {
  process.stderr.write(`${message}\n`);
  process.exit(3);
}
