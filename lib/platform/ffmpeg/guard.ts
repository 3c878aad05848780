import os from "node:os";
import type { RunLimits } from "./model.ts";

/**
 * Runs a program under system limits and ends it when our stdin closes, which happens when the process that holds the
 * other end dies in whatever way, `kill -9` included. Arguments: CPU seconds, largest file in 512-byte blocks, most memory
 * in kB ("-": no limit), program, its arguments. The watcher lets go of the output pipes, so that they close with the program.
 */
const guardScript = `
cpu=$1; blocks=$2; memory=$3; shift 3
[ "$cpu" = - ] || ulimit -t "$cpu"
[ "$blocks" = - ] || ulimit -f "$blocks"
[ "$memory" = - ] || ulimit -d "$memory" 2>/dev/null
exec 3<&0 </dev/null
"$@" 3<&- &
child=$!
( exec >/dev/null 2>&1; read -r _ <&3; kill -9 "$child" ) &
watcher=$!
exec 3<&-
trap 'kill -9 "$child" 2>/dev/null' TERM INT HUP
wait "$child"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`;

export const guardShell = "/bin/sh";

/**
 * Arguments for `guardShell` that run `command` (a program and its arguments) guarded. Without `cpuSeconds` all cores may
 * be busy for `timeoutMs`. Memory is what the program may write to (`RLIMIT_DATA`: heap, stacks of threads, private maps).
 */
export function guardArgs(command: string[], limits: RunLimits): string[] {
  const cpuSeconds = limits.cpuSeconds ?? Math.ceil((limits.timeoutMs / 1000) * os.availableParallelism());
  const blocks = limits.maxOutputBytes === undefined ? "-" : String(Math.ceil(limits.maxOutputBytes / 512));
  const memory = limits.maxMemoryBytes === undefined ? "-" : String(Math.ceil(limits.maxMemoryBytes / 1024));
  return ["-c", guardScript, "guard", String(Math.max(1, Math.ceil(cpuSeconds))), blocks, memory, ...command];
}

/** The environment a guarded program gets: none of ours but what it needs to start. */
export const guardEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  LC_ALL: "C",
  // The packaged static ffprobe crashes when it loads the system's character set modules, as for any MPEG-TS.
  GCONV_PATH: "/nonexistent",
  NODE_ENV: process.env.NODE_ENV,
});
