// `npm run up`. Plain JavaScript for any Node from 20: makes sure everything is installed, then hands over.
import { spawn } from "node:child_process";
import path from "node:path";
import { ensureInstalled, findProjectNode, projectDir, projectEnv } from "./ensure-installed.mjs";

const help = `npm run up starts everything: Postgres (unless DATABASE_URL is set), worker and web, with a demo recording.

It takes no arguments. What it listens to in the environment:
  PORT, HOST             where the web listens (3000 on 127.0.0.1)
  VODMANAGER_DATA_DIR    where everything is kept (.data)
  DATABASE_URL           a Postgres of your own
  S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY   an S3 server in place of files
docs/operations.md has the rest. Ctrl-C stops it; the next start goes on where it was.`;

const words = process.argv.slice(2);
if (words.length > 0) {
  const isAsked = words.some((word) => ["--help", "-h", "help"].includes(word));
  if (!isAsked) console.error(`"npm run up" takes no arguments; it was given: ${words.join(" ")}\n`);
  (isAsked ? console.log : console.error)(help);
  process.exit(isAsked ? 0 : 2);
}
const startedAt = Date.now();
ensureInstalled();
const child = spawn(findProjectNode(), [path.join(projectDir, "workers/up/main.ts")], {
  cwd: projectDir,
  env: { ...projectEnv(), VODMANAGER_UP_STARTED_AT: String(startedAt) },
  // The channel tells the child when we are gone, however we went.
  stdio: ["inherit", "inherit", "inherit", "ipc"],
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
