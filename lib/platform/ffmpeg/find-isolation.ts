import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Words before a program that take the network away from it. */
export type Isolation = { prefix: string[]; how: string };

/** In the order they are tried: as root, and as a user where the system lets users have namespaces of their own. */
const candidates: Isolation[] = [
  { prefix: ["unshare", "--net", "--"], how: "own network namespace" },
  { prefix: ["unshare", "--user", "--map-current-user", "--net", "--"], how: "own user and network namespace" },
];

let found: Promise<Isolation | null> | undefined;

/**
 * How this system lets a program run without any network, by trying it; null where it doesn't (no Linux, no util-linux,
 * a container that forbids it). Looked for once a process.
 */
export function findIsolation(): Promise<Isolation | null> {
  found ??= look();
  return found;
}

async function look(): Promise<Isolation | null> {
  for (const candidate of candidates) {
    const [program, ...words] = candidate.prefix as [string, ...string[]];
    const works = await run(program, [...words, "true"], { timeout: 10_000 }).then(
      () => true,
      () => false,
    );
    if (works) return candidate;
  }
  return null;
}
