import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { AppError } from "#lib/errors.ts";

/** How to start a Postgres program: what to put before it, and as which user (undefined: as we are). */
export type RunAs = { prefix: string[]; user: { uid: number; gid: number } | undefined };

/** Postgres refuses to run as root; these system users are tried in its place. */
const unprivilegedUsers = ["postgres", "nobody"];

function findSystemUser(): { uid: number; gid: number } | null {
  const rows = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of unprivilegedUsers) {
    const fields = rows.find((row) => row.startsWith(`${name}:`))?.split(":");
    if (fields) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  return null;
}

/**
 * Finds a way to run `program` without root: as we are, as an unprivileged system user, or, where that user can't
 * reach the files (a checkout below /root), in a user namespace in which we are not root.
 * Throws `AppError("missing_dependency")` when none works.
 */
export function findRunAs(program: string, dataDir: string, clusterDir: string): RunAs {
  if (process.getuid?.() !== 0) return { prefix: [], user: undefined };
  // A cluster runs only as its owner; root owns it when it was made in a user namespace.
  const owner = statSync(clusterDir, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { prefix: [], user: { uid: owner.uid, gid: owner.gid } };
  const user = findSystemUser();
  if (user) {
    const reaches = (command: string, args: string[]) =>
      spawnSync(command, args, { uid: user.uid, gid: user.gid, stdio: "ignore", cwd: "/" }).status === 0;
    if (!owner && reaches(program, ["--version"]) && reaches("test", ["-x", dataDir])) return { prefix: [], user };
    const prefix = ["unshare", "--user", `--map-user=${user.uid}`, `--map-group=${user.gid}`, "--"];
    if (spawnSync(prefix[0]!, [...prefix.slice(1), program, "--version"], { stdio: "ignore" }).status === 0) {
      return { prefix, user: undefined };
    }
  }
  throw new AppError(
    "missing_dependency",
    `The embedded Postgres does not run as root, and no other user here can read ${program}. Start as a normal user, move the checkout out of root's home, or set DATABASE_URL to a Postgres server.`,
  );
}
