import path from "node:path";
import { fileURLToPath } from "node:url";
import { seedDemo } from "#drizzle/seed/demo.ts";
import { type FirstAccount, seedFirstAccount } from "#drizzle/seed/first-account.ts";
import { seedLlmSettings } from "#drizzle/seed/llm-settings.ts";
import { seedPlans } from "#drizzle/seed/plans.ts";
import { type Config, loadConfig } from "#lib/config.ts";
import { createContext } from "#lib/context.ts";
import { describeError } from "#lib/errors.ts";
import { migrateDatabase } from "#lib/platform/db/migrate.ts";
import { findFfmpeg } from "#lib/platform/ffmpeg/find-binaries.ts";
import { describeHoles } from "#lib/platform/ffmpeg/report-ffmpeg.ts";
import { buildWeb } from "./build-web.ts";
import { explainDatabaseError } from "./explain-database-error.ts";
import { type HeldPostgres, holdPostgres } from "./hold-postgres.ts";
import { takeUpLock } from "./lock.ts";
import { requireFreePort, requireWritableDataDir } from "./preflight.ts";
import { programArgs } from "./program-args.ts";
import { createSteps } from "./steps.ts";
import { type Supervised, supervise } from "./supervise.ts";
import { waitUntilAnswers } from "./wait-until-answers.ts";

/** `npm run up`: database, migrations, seed, web and worker, until Ctrl-C. Ends with nothing left running. */
const projectDir = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
const steps = createSteps(Number(process.env.VODMANAGER_UP_STARTED_AT) || Date.now());
const { step, say } = steps;
const wantsDemo = process.env.VODMANAGER_DEMO !== "off";

let postgres: HeldPostgres | null = null;
let web: Supervised | null = null;
let worker: Supervised | null = null;
let lock: { release: () => void } | null = null;
let stopping: Promise<void> | null = null;
let stopAskedAt = 0;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => askToStop());
process.once("disconnect", () => askToStop());
process.once("exit", () => lock?.release());

try {
  await start();
} catch (error) {
  if (!stopping) {
    say(`\n${describeError(error).message}${process.env.LOG_LEVEL === "debug" ? `\n${(error as Error).stack}` : ""}`);
    await stopAll();
    process.exit(1);
  }
}

async function start(): Promise<void> {
  requireWritableDataDir(path.resolve(projectDir, process.env.VODMANAGER_DATA_DIR || ".data"));
  const config = loadConfig(process.env, projectDir);
  lock = takeUpLock(config.dataDir, config.appUrl);
  await requireFreePort(config.host, config.port);
  const ffmpeg = await step(
    "ffmpeg",
    () => findFfmpeg(config),
    (found) => `version ${found.version.slice(0, 24)} (${found.source})`,
  );
  const holes = describeHoles(ffmpeg);
  if (holes !== null) say(`  ! ${holes}`);
  const databaseUrl = await openDatabase(config);
  const env = childEnv(config, databaseUrl);
  await step("Database tables", () =>
    migrateDatabase(databaseUrl).catch((error) => {
      throw explainDatabaseError(error, databaseUrl);
    }),
  );
  const account = await seed(config, databaseUrl);
  // The worker starts first: it works on the demo while the web app is built.
  if (stopping) return;
  worker = startProcess(config, env, "worker", "main");
  await step(
    "Web app",
    () => buildWeb(projectDir, env),
    (result) => (result.built ? "built" : "as built before"),
  );
  if (stopping) return;
  web = startProcess(config, env, "web", "web");
  await step("Worker", () => worker!.ready);
  await step("Web", async () => {
    await web!.ready;
    await waitUntilAnswers(config);
  });
  sayReady(config, account);
}

async function openDatabase(config: Config): Promise<string> {
  if (config.databaseUrl !== undefined) return config.databaseUrl;
  postgres = holdPostgres({ dir: path.join(config.dataDir, "postgres"), say, onMoved: restartProcesses });
  return step("Embedded Postgres", () => postgres!.databaseUrl);
}

async function seed(config: Config, databaseUrl: string): Promise<FirstAccount> {
  const ctx = createContext({ config: { ...config, databaseUrl }, name: "up" });
  try {
    const account = await step("First account and plans", async () => {
      await seedPlans(ctx);
      await seedLlmSettings(ctx);
      return seedFirstAccount(ctx);
    });
    if (wantsDemo) {
      await step(
        "Demo recording",
        () => seedDemo(ctx, account),
        (made) => (made ? "made; the worker processes it now" : "there already, or streams of your own"),
      );
    }
    return account;
  } finally {
    await ctx.close();
  }
}

function childEnv(config: Config, databaseUrl: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: databaseUrl,
    VODMANAGER_DATA_DIR: config.dataDir,
    HOST: config.host,
    PORT: String(config.port),
  };
}

function startProcess(config: Config, env: NodeJS.ProcessEnv, name: string, program: "main" | "web"): Supervised {
  return supervise({
    name,
    args: programArgs(program),
    cwd: projectDir,
    env,
    logFile: path.join(config.dataDir, "logs", `${name}.log`),
    say,
  });
}

function restartProcesses(databaseUrl: string): void {
  worker?.restart({ DATABASE_URL: databaseUrl });
  web?.restart({ DATABASE_URL: databaseUrl });
}

function sayReady(config: Config, account: FirstAccount): void {
  const password = account.password
    ? `${account.password}   (kept in ${path.join(config.dataDir, "first-password")}, unless you changed it)`
    : "the one you have; it was made on another machine or its file is gone";
  say(`
Ready after ${steps.elapsed()}.

  Open      ${config.appUrl}
  E-mail    ${account.email}
  Password  ${password}

Files are in ${config.dataDir}, logs in ${path.join(config.dataDir, "logs")}. Ctrl-C stops everything.`);
}

/** First time: in order. A second time, a moment later: at once. Signals that come together count as one. */
function askToStop(): void {
  const now = Date.now();
  if (!stopping) {
    stopAskedAt = now;
    say("\nStopping; running jobs are handed back and go on at the next start. Ctrl-C again stops at once.");
    stopping = stopAll().then(() => process.exit(0));
  } else if (now - stopAskedAt > 700) {
    worker?.kill();
    web?.kill();
  }
}

async function stopAll(): Promise<void> {
  const wasUp = postgres !== null || worker !== null;
  await Promise.all([web?.stop(5_000), worker?.stop(25_000)]);
  await postgres?.stop();
  lock?.release();
  if (wasUp) say("Stopped.");
}
