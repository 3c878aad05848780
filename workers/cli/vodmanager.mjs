#!/usr/bin/env node
// Runs on any Node from 20: installs what is missing, then hands over to the project's own Node, which runs TypeScript.
import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureInstalled, findProjectNode } from "../up/ensure-installed.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
ensureInstalled();
const child = spawn(findProjectNode(), [path.join(here, "main.ts"), ...process.argv.slice(2)], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
