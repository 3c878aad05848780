import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { AppError } from "#lib/errors.ts";
import { findPostgresBinaries } from "./binaries.ts";
import { findRunAs, type RunAs } from "./run-as.ts";

export type EmbeddedPostgres = {
  /** Connection URL of the `vodmanager` database. */
  databaseUrl: string;
  /** True when a server of this directory was already running and is now shared. */
  wasRunning: boolean;
  /** Stops the server and waits until it is gone; does nothing to a server that was already running. */
  stop: () => Promise<void>;
};

const databaseName = "vodmanager";

/** Where a directory's server is reached; written before the server starts. */
type Connection = { port: number; password: string };

const connectionUrl = ({ port, password }: Connection, database: string) =>
  `postgresql://vodmanager:${password}@127.0.0.1:${port}/${database}`;

/**
 * Starts the Postgres that npm installed on a loopback port, making the cluster in `dir` at first use.
 * A server already running on `dir` is shared. `durable: false` trades crash safety for speed (tests).
 * Throws `AppError` when the binaries are missing, the directory is damaged or the server does not come up.
 */
export async function startEmbeddedPostgres(options: { dir: string; durable?: boolean }): Promise<EmbeddedPostgres> {
  const running = await findRunningPostgres(options.dir);
  if (running) return { databaseUrl: running, wasRunning: true, stop: async () => {} };

  const binaries = findPostgresBinaries();
  mkdirSync(options.dir, { recursive: true });
  chmodSync(options.dir, 0o755);
  const clusterDir = path.join(options.dir, "cluster");
  const runAs = findRunAs(binaries.postgres, options.dir, clusterDir);
  if (runAs.user) chownSync(options.dir, runAs.user.uid, runAs.user.gid);
  const password = keptPassword(options.dir);
  if (!existsSync(path.join(clusterDir, "PG_VERSION"))) await createCluster(binaries.initdb, options.dir, runAs);

  const connection = { port: await findFreePort(), password };
  writeFileSync(connectionFile(options.dir), JSON.stringify(connection), { mode: 0o600 });
  const settings = {
    port: connection.port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 100,
    shared_buffers: "128MB",
    ...(options.durable === false ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } : {}),
  };
  const args = ["-D", clusterDir, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const server = start(runAs, binaries.postgres, args);
  await waitUntilReady(server, connection, clusterDir);
  return {
    databaseUrl: connectionUrl(connection, databaseName),
    wasRunning: false,
    stop: () => stopServer(server.child),
  };
}

/** The URL of the server running on `dir`, or null. */
export async function findRunningPostgres(dir: string): Promise<string | null> {
  if (!existsSync(connectionFile(dir)) || !existsSync(path.join(dir, "cluster", "postmaster.pid"))) return null;
  const url = connectionUrl(JSON.parse(readFileSync(connectionFile(dir), "utf8")) as Connection, databaseName);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  try {
    await client.connect();
    return url;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => {});
  }
}

const connectionFile = (dir: string) => path.join(dir, "connection.json");

function keptPassword(dir: string): string {
  const file = path.join(dir, "password");
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("hex"), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}

/** Makes the cluster beside its final place and renames it, so that a half-made one is never used. */
async function createCluster(initdb: string, dir: string, runAs: RunAs): Promise<void> {
  const making = path.join(dir, "cluster.making");
  rmSync(making, { recursive: true, force: true });
  const passwordFile = path.join(dir, "password");
  if (runAs.user) chownSync(passwordFile, runAs.user.uid, runAs.user.gid);
  const args = ["-D", making, "-U", "vodmanager", "-A", "scram-sha-256", `--pwfile=${passwordFile}`, "-E", "UTF8"];
  const run = start(runAs, initdb, [...args, "--locale=C", "--no-sync"]);
  const code = await new Promise<number | null>((resolve) => run.child.once("close", resolve));
  if (code !== 0) {
    throw new AppError(
      "database_unavailable",
      `Postgres could not make its files in ${dir}. Check that the disk is writable and not full, then start again. It said: ${run.output().trim()}`,
    );
  }
  renameSync(making, path.join(dir, "cluster"));
}

function start(runAs: RunAs, program: string, args: string[]): { child: ChildProcess; output: () => string } {
  const [command, ...rest] = [...runAs.prefix, program, ...args];
  // Own process group: a Ctrl-C in the terminal reaches us first, and we stop the server in order.
  const options: SpawnOptions = {
    ...runAs.user,
    cwd: "/",
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC", NODE_ENV: process.env.NODE_ENV },
  };
  const child: ChildProcess = spawn(command!, rest, options);
  let text = "";
  const keep = (chunk: Buffer) => {
    text = (text + chunk).slice(-4_000);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  child.on("error", (error) => keep(Buffer.from(error.message)));
  return { child, output: () => text };
}

async function waitUntilReady(
  server: { child: ChildProcess; output: () => string },
  connection: Connection,
  clusterDir: string,
): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && server.child.exitCode === null) {
    const client = new pg.Client({
      connectionString: connectionUrl(connection, "postgres"),
      connectionTimeoutMillis: 2_000,
    });
    try {
      await client.connect();
      const found = await client.query("select 1 from pg_database where datname = $1", [databaseName]);
      if (found.rowCount === 0) await client.query(`create database ${databaseName}`);
      return;
    } catch {
      await delay(50);
    } finally {
      await client.end().catch(() => {});
    }
  }
  await stopServer(server.child);
  throw new AppError(
    "database_unavailable",
    `The embedded Postgres did not start. Its files are in ${clusterDir}; restore them from a backup, or move that folder away to begin with an empty database. It said: ${server.output().trim()}`,
  );
}

/** Fast shutdown (SIGINT), then immediate (SIGQUIT) after 15 s. */
async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGINT");
  const quit = setTimeout(() => child.kill("SIGQUIT"), 15_000);
  await gone;
  clearTimeout(quit);
}

/** A loopback port that is free now. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
