import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { seedLlmSettings } from "#drizzle/seed/llm-settings.ts";
import { seedPlans } from "#drizzle/seed/plans.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { createUser } from "#lib/accounts/create-user.ts";
import { loadConfig } from "#lib/config.ts";
import { createContext } from "#lib/context.ts";
import { migrateDatabase } from "#lib/platform/db/migrate.ts";
import { findFreePort } from "#lib/platform/embedded-postgres/start.ts";
import { buildWeb } from "#workers/up/build-web.ts";
import { holdPostgres } from "#workers/up/hold-postgres.ts";
import { supervise } from "#workers/up/supervise.ts";
import { waitUntilAnswers } from "#workers/up/wait-until-answers.ts";
import { findChromium } from "./find-chromium.ts";
import { testAdmin, testUser } from "./sign-in.ts";

const projectDir = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * Starts the real thing for the browser tests: Postgres, web and worker on a data directory of their own. Tests find it
 * by `E2E_BASE_URL`, `DATABASE_URL` and `VODMANAGER_DATA_DIR`. `VODMANAGER_E2E_KEEP=1` leaves the directory behind.
 */
export default async function startStack(): Promise<() => Promise<void>> {
  const say = (text: string) => process.stderr.write(`e2e: ${text}\n`);
  const chromium = await findChromium();
  say(`Chromium: ${chromium.executablePath} (${chromium.source})`);
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-e2e-"));
  const postgres = holdPostgres({ dir: path.join(dataDir, "postgres"), durable: false, say, onMoved: () => {} });
  const port = await findFreePort();
  const databaseUrl = await postgres.databaseUrl;
  const settings = {
    VODMANAGER_DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    HOST: "127.0.0.1",
    PORT: String(port),
    APP_URL: `http://127.0.0.1:${port}`,
    LOG_LEVEL: "info",
    // Tests serve recordings from this machine.
    FETCH_PRIVATE_HOSTS: "127.0.0.1",
  };
  const env = { ...withoutStoreSettings(process.env), ...settings, NODE_ENV: "production" as const };

  await migrateDatabase(databaseUrl);
  const ctx = createContext({ config: loadConfig(env), name: "e2e" });
  await seedPlans(ctx);
  await seedLlmSettings(ctx);
  for (const user of [testUser, { ...testAdmin, isAdmin: true }]) {
    const ownerUserId = await createUser(ctx, user);
    await createAccount(ctx, { slug: user.accountSlug, name: "Test channel", planId: "studio", ownerUserId });
  }
  await ctx.close();

  const { built } = await buildWeb(projectDir, env);
  if (built) say("the web app was built");
  const child = (name: string, file: string) =>
    supervise({
      name,
      args: [path.join(projectDir, "workers", file)],
      cwd: projectDir,
      env,
      logFile: path.join(dataDir, "logs", `${name}.log`),
      say,
    });
  const worker = child("worker", "main.ts");
  const web = child("web", "web.ts");
  const stop = async () => {
    await Promise.all([web.stop(5_000), worker.stop(25_000)]);
    await postgres.stop();
    if (process.env.VODMANAGER_E2E_KEEP === "1") say(`kept ${dataDir}`);
    else rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await Promise.all([worker.ready, web.ready]);
    await waitUntilAnswers({ host: "127.0.0.1", port });
  } catch (error) {
    await stop();
    throw error;
  }
  Object.assign(process.env, settings, { E2E_BASE_URL: settings.APP_URL });
  process.env.E2E_CHROMIUM = JSON.stringify(chromium);
  return stop;
}

/** A test run never touches the bucket of whoever starts it. */
function withoutStoreSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("S3_"))) as NodeJS.ProcessEnv;
}
