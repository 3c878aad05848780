// `npm run up`. Plain JavaScript for any Node from 20: makes sure everything is installed, then hands over.
import { spawn } from "node:child_process";
import path from "node:path";
import { ensureInstalled, findProjectNode, projectDir, projectEnv } from "./ensure-installed.mjs";

const startedAt = Date.now();
ensureInstalled();
const child = spawn(findProjectNode(), [path.join(projectDir, "workers/up/main.ts"), ...process.argv.slice(2)], {
  cwd: projectDir,
  env: { ...projectEnv(), VODMANAGER_UP_STARTED_AT: String(startedAt) },
  // The channel tells the child when we are gone, however we went.
  stdio: ["inherit", "inherit", "inherit", "ipc"],
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
