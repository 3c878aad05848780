import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { describeError } from "#lib/errors.ts";
import { startEmbeddedPostgres } from "#lib/platform/embedded-postgres/start.ts";

/**
 * Holds the embedded Postgres for `up` in a process of its own: when `up` ends in any way the channel closes, and the
 * server is stopped in order. Arguments: its directory, and `fast` for tests. Sends `{ databaseUrl }` or `{ failure }`.
 */
const dir = process.argv[2]!;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
const over = new Promise<void>((resolve) => process.once("disconnect", () => resolve()));

try {
  const postgres = await startEmbeddedPostgres({ dir, durable: process.argv[3] !== "fast" });
  // A server that outlived its starter is ours now; one that another command holds is stopped by that command.
  const adopted = postgres.wasRunning ? findOrphan(dir) : null;
  process.send?.({ databaseUrl: postgres.databaseUrl });
  await Promise.race([over, untilLost(postgres.databaseUrl)]);
  await postgres.stop();
  if (adopted !== null && !process.connected) await stopAdopted(adopted);
} catch (error) {
  process.send?.({ failure: describeError(error).message });
}
process.exit(0);

/** Resolves when the server no longer takes our connection. */
async function untilLost(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "vodmanager-up" });
  client.on("error", () => {});
  const ended = new Promise<void>((resolve) => client.once("end", () => resolve()));
  await client.connect();
  await ended;
}

/** The pid of the server of `dir` when the process that started it is gone. */
function findOrphan(dir: string): number | null {
  const file = path.join(dir, "cluster/postmaster.pid");
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    return readFileSync(`/proc/${parent}/cmdline`, "utf8").split("\0")[0]?.endsWith("node") ? null : pid;
  } catch {
    return null;
  }
}

async function stopAdopted(pid: number): Promise<void> {
  try {
    process.kill(pid, "SIGINT");
    for (let waited = 0; waited < 15_000; waited += 100) {
      await delay(100);
      process.kill(pid, 0);
    }
    process.kill(pid, "SIGQUIT");
  } catch {
    // Gone.
  }
}
