import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AppError } from "#lib/errors.ts";

type Holder = { pid: number; startedAs: string | null; address: string };

/**
 * Takes `<dataDir>/up.lock`: one `up` a data directory. A lock whose process is gone is taken over.
 * Throws `AppError("conflict")` while another one runs. `release` gives it back.
 */
export function takeUpLock(dataDir: string, address: string): { release: () => void } {
  const file = path.join(dataDir, "up.lock");
  const own = path.join(dataDir, `up.lock.${process.pid}`);
  const holder: Holder = { pid: process.pid, startedAs: processStart(process.pid), address };
  writeFileSync(own, JSON.stringify(holder));
  try {
    for (let tries = 0; tries < 20; tries += 1) {
      try {
        // A link appears with its content or not at all.
        linkSync(own, file);
        return { release: () => releaseOwn(file) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const other = readHolder(file);
      if (other && isAlive(other)) {
        throw new AppError(
          "conflict",
          `This installation already runs (process ${other.pid}, ${other.address}). Stop that one with Ctrl-C or "kill ${other.pid}", or give this one its own VODMANAGER_DATA_DIR and PORT.`,
        );
      }
      dropStale(file, other);
    }
    throw new AppError("conflict", `Others start at the same moment and hold ${file}. Start again.`);
  } finally {
    rmSync(own, { force: true });
  }
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return null;
  }
}

/** Moves a stale lock away; where another starter was faster and this is already its lock, puts it back. */
function dropStale(file: string, stale: Holder | null): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (moved && (moved.pid !== stale?.pid || moved.startedAs !== stale.startedAs)) {
    try {
      linkSync(aside, file);
    } catch {
      // A third one holds it now; the loop looks again.
    }
  }
  rmSync(aside, { force: true });
}

function releaseOwn(file: string): void {
  if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
}

function isAlive({ pid, startedAs }: Holder): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  // Another process may have got the number since.
  const start = processStart(pid);
  return startedAs === null || start === null || start === startedAs;
}

/** When a process started, in a form that differs between two processes with one number; null where unknown. */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const startTicks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${startTicks}`;
  } catch {
    return null;
  }
}
