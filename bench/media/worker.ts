import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Installation, projectDir } from "./installation.ts";

export type Program = { pid: number; stop: () => Promise<void> };

/** Starts a program of the product as a process of its own; returns when it says that it is ready. */
export async function startProgram(install: Installation, name: "main" | "web"): Promise<Program> {
  const logs = path.join(install.dir, "logs");
  mkdirSync(logs, { recursive: true });
  const logFile = path.join(logs, `${name}.log`);
  const log = openSync(logFile, "a");
  const child: ChildProcess = spawn(process.execPath, [path.join(projectDir, "workers", `${name}.ts`)], {
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

/** The most memory a process has held so far, in MB; null where the system doesn't say. */
export function peakMegabytes(pid: number): number | null {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kilobytes === undefined ? null : Number(kilobytes) / 1000;
  } catch {
    return null;
  }
}
