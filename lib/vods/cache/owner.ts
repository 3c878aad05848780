import { createHash, randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";

/**
 * The name under which one open cache holds locks, claims and pins:
 * `<pid>.<start of the process>.<boot>.<pid namespace>.<instance>`. A file with a dead owner's name counts for nothing.
 */
export type OwnerName = string;

const attempt = <T>(read: () => T, otherwise: T): T => {
  try {
    return read();
  } catch {
    return otherwise;
  }
};

const short = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 8);

/** Clock ticks between boot and the start of the process; null when there is no such process. "0" where there is no /proc. */
function startOf(pid: number): string | null {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, "latin1"), null);
  // The second field is the program's name in brackets and may hold spaces and brackets itself.
  if (stat !== null) return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "0";
  if (hasProc) return null;
  return attempt(() => process.kill(pid, 0), false) ? "0" : null;
}

const hasProc = attempt(() => readFileSync("/proc/self/stat").length > 0, false);
/** Names the time since the machine was started; "unknown" where it can't be told. */
export const bootName = attempt(() => short(readFileSync("/proc/sys/kernel/random/boot_id", "latin1")), "unknown");
const pidNamespace = short(attempt(() => readlinkSync("/proc/self/ns/pid"), "pids"));

/** A name for one open cache of this process. */
export const createOwner = (): OwnerName =>
  `${process.pid}.${startOf(process.pid)}.${bootName}.${pidNamespace}.${randomBytes(4).toString("hex")}`;

/**
 * True when the process behind the name still runs. One in another container can't be asked:
 * it counts as alive until its file has gone `unseenMs` without a change.
 */
export function isOwnerAlive(name: OwnerName, ageMs: number, unseenMs = 600_000): boolean {
  const [pid, start, ownerBoot, ownerPids] = name.split(".");
  if (pid === undefined || start === undefined || ownerBoot !== bootName) return false;
  if (ownerPids !== pidNamespace) return ageMs < unseenMs;
  return startOf(Number(pid)) === start;
}
