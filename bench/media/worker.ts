import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { programArgs } from "#workers/up/program-args.ts";
import { type Installation, projectDir } from "./installation.ts";

export type Program = { pid: number; stop: () => Promise<void> };

/** Starts a program of the product as a process of its own; returns when it says that it is ready. */
export async function startProgram(install: Pick<Installation, "dir" | "env">, name: "main" | "web"): Promise<Program> {
  const logs = path.join(install.dir, "logs");
  mkdirSync(logs, { recursive: true });
  const logFile = path.join(logs, `${name}.log`);
  const log = openSync(logFile, "a");
  const child: ChildProcess = spawn(process.execPath, programArgs(name), {
    cwd: projectDir,
    env: install.env,
    stdio: ["ignore", log, log, "ipc"],
  });
  const gone = once(child, "exit");
  const first = await Promise.race([once(child, "message"), gone.then(() => null)]);
  if (first === null) throw new Error(`workers/${name}.ts ended: ${readFileSync(logFile, "utf8").slice(-2000)}`);
  return {
    pid: child.pid!,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await Promise.race([gone, delay(20_000, null, { ref: false })]);
      child.kill("SIGKILL");
    },
  };
}

const ticksPerSecond = 100;

/** Computing time of a process and of its children that have ended, in seconds; null where the system doesn't say. */
export function cpuSeconds(pid: number): { own: number; children: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // Fields 14 to 17, counted behind the command name, which may hold spaces and brackets.
    const [user, system, childUser, childSystem] = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 15)
      .map(Number) as [number, number, number, number];
    return { own: (user + system) / ticksPerSecond, children: (childUser + childSystem) / ticksPerSecond };
  } catch {
    return null;
  }
}

/** The most memory a process has held so far, in MB; null where the system doesn't say. */
export function peakMegabytes(pid: number): number | null {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kilobytes === undefined ? null : Number(kilobytes) / 1000;
  } catch {
    return null;
  }
}
