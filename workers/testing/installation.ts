import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import type { Ctx } from "#lib/context.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import { type RunningWorker, runWorker } from "#workers/run-worker.ts";
import { programArgs } from "../up/program-args.ts";

const breakingWorker = path.join(path.dirname(fileURLToPath(import.meta.url)), "breaking-worker.ts");

/** A whole installation for a test: database, files, an account, and workers in this process or as processes to kill. */
export async function createTestInstallation(settings: Record<string, string> = {}) {
  const test = await createTestContext(settings);
  const { rows } = await test.ctx.db.execute<{ name: string }>("select current_database() as name");
  const { inject } = await import("vitest");
  const databaseUrl = new URL(inject("templateDatabaseUrl"));
  databaseUrl.pathname = `/${rows[0]!.name}`;
  const pool = new pg.Pool({ connectionString: databaseUrl.href, max: 4 });
  pool.on("error", () => {});
  const ctx: Ctx & { pool: pg.Pool } = { ...test.ctx, pool };
  let worker: RunningWorker | null = null;
  const processes: ChildProcess[] = [];
  /** Settings of a process that belongs to this installation. */
  const env = {
    DATABASE_URL: databaseUrl.href,
    VODMANAGER_DATA_DIR: ctx.config.dataDir,
    MIN_FREE_DISK_BYTES: "1000000",
    LOG_LEVEL: "silent",
  };

  return {
    ...test,
    ctx,
    env,
    /** Starts a worker inside the test. */
    startWorker: async () => {
      worker = await runWorker(ctx, { pollIntervalMs: 100 });
    },
    /** Starts a worker as a process of its own, which a test may kill. With `BREAK_*` it breaks by itself (`breaking-worker.ts`). */
    spawnWorker: async (more: Record<string, string> = {}): Promise<ChildProcess> => {
      const program = more.BREAK_AT === undefined ? programArgs("main") : [breakingWorker];
      const child = spawn(process.execPath, program, {
        stdio: ["ignore", "ignore", "inherit", "ipc"],
        env: { ...process.env, ...env, ...more },
      });
      processes.push(child);
      // One that breaks early has no time to say that it is ready.
      await Promise.race([once(child, "message"), once(child, "exit")]);
      return child;
    },
    /** Asks all worker processes to stop, and waits until they are gone. */
    stopWorkers: async () => {
      const living = processes.splice(0).filter((child) => child.exitCode === null && child.signalCode === null);
      const gone = living.map((child) => once(child, "exit"));
      for (const child of living) child.kill("SIGTERM");
      await Promise.all(gone);
    },
    close: async () => {
      await worker?.stop();
      await Promise.all(processes.map((child) => killProcess(child)));
      await pool.end();
      await test.close();
    },
  };
}

export type TestInstallation = Awaited<ReturnType<typeof createTestInstallation>>;

/** `kill -9`, and waits until the process is gone. */
export async function killProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

/** Asks until `check` gives something other than null; fails after a while with what was waited for. */
export async function waitFor<Result>(
  what: string,
  check: () => Promise<Result | null>,
  longestWaitMs = 100_000,
): Promise<Result> {
  const deadline = Date.now() + longestWaitMs;
  while (Date.now() < deadline) {
    const result = await check();
    if (result !== null) return result;
    await delay(50);
  }
  throw new Error(`Waited ${longestWaitMs / 1000} s in vain for: ${what}`);
}
