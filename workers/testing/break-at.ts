import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { AtPoint } from "#lib/points.ts";

/**
 * Breaks this process for tests: at the points of `BREAK_AT` (separated by commas; all when it is `*`) it sends itself the
 * signal `BREAK_WITH`. `BREAK_LOG` names the file that lists the points where that happened: each breaks once.
 */
export function breakAt(env: NodeJS.ProcessEnv): AtPoint {
  const wanted = (env.BREAK_AT ?? "").split(",");
  const logFile = env.BREAK_LOG!;
  const signal = env.BREAK_WITH as "SIGKILL" | "SIGSTOP";
  const happened = () => (existsSync(logFile) ? readFileSync(logFile, "utf8").split("\n") : []);
  return (point) => {
    if (!(wanted.includes("*") || wanted.includes(point)) || happened().includes(point)) return;
    appendFileSync(logFile, `${point}\n`);
    process.kill(process.pid, signal);
    // A killed process gets no further than this; a stopped one goes on here.
    if (signal === "SIGKILL") return new Promise(() => {});
  };
}
