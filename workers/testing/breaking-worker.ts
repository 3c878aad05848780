import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createContext } from "#lib/context.ts";
import type { PointName } from "#lib/points.ts";
import { runWorkerProgram } from "#workers/run-program.ts";

/**
 * The worker program for tests of what breaks: at the points of `BREAK_AT` (separated by commas; all when it is `*`) it
 * sends itself the signal `BREAK_WITH`. `BREAK_LOG` names the file that lists the points where that happened: each breaks once.
 */
const wanted = (process.env.BREAK_AT ?? "").split(",");
const logFile = process.env.BREAK_LOG!;
const signal = process.env.BREAK_WITH as "SIGKILL" | "SIGSTOP";

const happened = () => (existsSync(logFile) ? readFileSync(logFile, "utf8").split("\n") : []);

function atPoint(point: PointName): Promise<void> | void {
  if (!(wanted.includes("*") || wanted.includes(point)) || happened().includes(point)) return;
  appendFileSync(logFile, `${point}\n`);
  process.kill(process.pid, signal);
  // A killed process gets no further than this; a stopped one goes on here.
  if (signal === "SIGKILL") return new Promise(() => {});
}

// Beats often, so that tests needn't wait until it notices that others took its jobs.
await runWorkerProgram({ ...createContext({ name: "worker" }), atPoint }, { heartbeatMs: 1_000 });
