import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import path from "node:path";

export type Supervised = {
  /** Settles when the process first says "ready"; rejects when it ends before that. */
  ready: Promise<void>;
  /** Asks the process to end, kills it after `graceMs`; resolves when it is gone. */
  stop: (graceMs: number) => Promise<void>;
  /** Ends it in order and starts it again with these settings changed. */
  restart: (changes: Record<string, string>) => void;
  /** Kills it at once. */
  kill: () => void;
};

const rotateAboveBytes = 20_000_000;
const longestPauseMs = 30_000;
const stableAfterMs = 60_000;

/**
 * Runs a long-lived child with its output in `logFile` and starts it again, with growing pauses, when it ends by
 * itself. The child has a channel to us and ends when that closes, so it never outlives us.
 */
export function supervise(options: {
  name: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  say: (text: string) => void;
}): Supervised {
  const { name, args, cwd, logFile, say } = options;
  let { env } = options;
  let child: ChildProcess | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  let wasReady = false;
  let pauseMs = 500;
  let settle: { resolve: () => void; reject: (error: Error) => void };
  const ready = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  ready.catch(() => {});

  const start = () => {
    rotate(logFile);
    const log = openSync(logFile, "a");
    const startedAt = Date.now();
    // Own process group: a Ctrl-C in the terminal reaches only us, and we end the children in order.
    child = spawn(process.execPath, args, { cwd, env, detached: true, stdio: ["ignore", log, log, "ipc"] });
    closeSync(log);
    child.on("error", () => {});
    child.on("message", (message) => {
      if (message !== "ready") return;
      if (wasReady) say(`The ${name} runs again.`);
      wasReady = true;
      settle.resolve();
    });
    child.once("exit", (code, signal) => {
      child = null;
      if (stopping) return;
      const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
      if (!wasReady) return settle.reject(new Error(`The ${name} ${how}. ${lastLines(logFile)}`));
      if (Date.now() - startedAt > stableAfterMs) pauseMs = 500;
      say(`The ${name} ${how}; starting it again in ${pauseMs / 1000} s. Its log: ${logFile}`);
      timer = setTimeout(start, pauseMs);
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    });
  };
  mkdirSync(path.dirname(logFile), { recursive: true });
  start();

  return {
    ready,
    restart: (changes) => {
      env = { ...env, ...changes };
      child?.kill("SIGTERM");
    },
    kill: () => child?.kill("SIGKILL"),
    stop: async (graceMs) => {
      stopping = true;
      clearTimeout(timer);
      const ending = child;
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
      const gone = new Promise<void>((resolve) => ending.once("exit", () => resolve()));
      ending.kill("SIGTERM");
      const late = setTimeout(() => ending.kill("SIGKILL"), graceMs);
      await gone;
      clearTimeout(late);
    },
  };
}

function rotate(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > rotateAboveBytes) renameSync(file, `${file}.1`);
}

function lastLines(file: string): string {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n").slice(-8);
  return `The end of its log (${file}):\n${lines.join("\n")}`;
}
