import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { seedLlmSettings } from "#drizzle/seed/llm-settings.ts";
import { seedPlans } from "#drizzle/seed/plans.ts";
import { setUpCode } from "#lib/accounts/sign-in/set-up.ts";
import { openTwitchServer } from "#lib/accounts/testing/twitch-server.ts";
import { loadConfig } from "#lib/config.ts";
import { createContext } from "#lib/context.ts";
import { migrateDatabase } from "#lib/platform/db/migrate.ts";
import { findFreePort } from "#lib/platform/embedded-postgres/start.ts";
import { supervise } from "#workers/up/supervise.ts";
import { waitUntilAnswers } from "#workers/up/wait-until-answers.ts";

const projectDir = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * A web of its own without any user yet, on a database of its own, where anybody may make a user and Twitch (a server on
 * this machine) signs people in. The stack of the other tests has the Postgres and the built web.
 */
export async function startBareStack() {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-bare-"));
  const name = `bare_${Date.now()}`;
  const admin = new pg.Client(process.env.DATABASE_URL!);
  await admin.connect();
  await admin.query(`create database ${name}`);
  const databaseUrl = new URL(process.env.DATABASE_URL!);
  databaseUrl.pathname = `/${name}`;
  const twitch = await openTwitchServer({ id: "our-client", secret: "our-secret" });
  const port = await findFreePort();
  const settings = {
    VODMANAGER_DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl.href,
    HOST: "127.0.0.1",
    PORT: String(port),
    APP_URL: `http://127.0.0.1:${port}`,
    ALLOW_SIGN_UP: "true",
    ...{ TWITCH_CLIENT_ID: "our-client", TWITCH_CLIENT_SECRET: "our-secret", TWITCH_AUTH_URL: twitch.url },
  };
  const env = { ...process.env, ...settings, NODE_ENV: "production" as const };
  await migrateDatabase(databaseUrl.href);
  const ctx = createContext({ config: loadConfig({ ...env, LOG_LEVEL: "silent" }), name: "bare" });
  await seedPlans(ctx);
  await seedLlmSettings(ctx);
  const web = supervise({
    name: "web",
    args: [path.join(projectDir, "workers/web.ts")],
    cwd: projectDir,
    env,
    logFile: path.join(dataDir, "web.log"),
    say: () => {},
  });
  await web.ready;
  await waitUntilAnswers({ host: "127.0.0.1", port });
  return {
    ctx,
    twitch,
    origin: settings.APP_URL,
    code: setUpCode(ctx.config),
    stop: async () => {
      await web.stop(5_000);
      await ctx.close();
      twitch.close();
      await admin.query(`drop database if exists ${name} with (force)`);
      await admin.end();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type BareStack = Awaited<ReturnType<typeof startBareStack>>;
