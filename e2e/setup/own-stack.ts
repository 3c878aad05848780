import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { seedLlmSettings } from "#drizzle/seed/llm-settings.ts";
import { seedPlans } from "#drizzle/seed/plans.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { createUser } from "#lib/accounts/create-user.ts";
import { atTheMachine } from "#lib/accounts/note-action.ts";
import { loadConfig } from "#lib/config.ts";
import { createContext } from "#lib/context.ts";
import { migrateDatabase } from "#lib/platform/db/migrate.ts";
import { findFreePort } from "#lib/platform/embedded-postgres/start.ts";
import { startFaultProxy } from "#lib/platform/object-store/testing/fault-proxy.ts";
import { setPrice } from "#lib/refine/prices.ts";
import { startFakeModelServer } from "#lib/refine/testing/fake-model-server.ts";
import { startS3ShapedStore } from "../../bench/s3-shaped-store.ts";
import { startPrograms } from "./programs.ts";
import { openTcpGate } from "./tcp-gate.ts";

/** What the model of these stacks costs: a call comes to some hundredths of a dollar. */
const pricePerMillionUsd = 10;

/**
 * Web and worker of their own for what the shared stack can't bear: on a database that can be taken away, a store that
 * can do wrong and a model that can be down. The stack of the other tests has the Postgres and the built web.
 */
export async function startOwnStack(name: string, settings: Record<string, string> = {}) {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), `vodmanager-${name}-`));
  const databaseName = `${name}_${Date.now()}`;
  const sharedUrl = new URL(process.env.DATABASE_URL!);
  const admin = new pg.Client(sharedUrl.href);
  await admin.connect();
  await admin.query(`create database ${databaseName}`);
  const directUrl = new URL(sharedUrl);
  directUrl.pathname = `/${databaseName}`;
  const database = await openTcpGate({ host: sharedUrl.hostname, port: Number(sharedUrl.port) });
  const databaseUrl = new URL(directUrl);
  databaseUrl.host = `127.0.0.1:${database.port}`;
  const objects = await startS3ShapedStore({ dir: path.join(dataDir, "s3"), latencyMs: 0, bytesPerSecond: 1e9 });
  const store = await startFaultProxy(objects.endpoint);
  const model = await startFakeModelServer();
  const port = await findFreePort();
  const user = { email: `${name}@example.com`, password: "own-stack-password", name: "Owner", accountSlug: name };
  const env = {
    ...process.env,
    VODMANAGER_DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl.href,
    HOST: "127.0.0.1",
    PORT: String(port),
    APP_URL: `http://127.0.0.1:${port}`,
    S3_ENDPOINT: store.endpoint,
    S3_BUCKET: objects.bucket,
    S3_ACCESS_KEY_ID: "key",
    S3_SECRET_ACCESS_KEY: "secret",
    LLM_BACKEND: "openai-compatible",
    LLM_MODEL: "own-model",
    LLM_BASE_URL: model.openAiUrl,
    LLM_API_KEY: "own-key",
    FETCH_PRIVATE_HOSTS: "127.0.0.1",
    LOG_LEVEL: "info",
    NODE_ENV: "production" as const,
    ...settings,
  };
  await migrateDatabase(directUrl.href);
  // Not through the gate: what looks into the database sees it while the others don't.
  const ctx = createContext({
    config: loadConfig({ ...env, DATABASE_URL: directUrl.href, LOG_LEVEL: "silent" }),
    name,
  });
  await seedPlans(ctx);
  await seedLlmSettings(ctx);
  await setPrice(ctx, {
    backend: "openai-compatible",
    model: "own-model",
    inputUsdPerMillion: pricePerMillionUsd,
    audioUsdPerMillion: null,
    outputUsdPerMillion: pricePerMillionUsd,
    operator: atTheMachine,
  });
  const ownerUserId = await createUser(ctx, { ...user, isAdmin: true });
  await createAccount(ctx, { slug: user.accountSlug, name: "Own", planId: "studio", ownerUserId });
  const programs = await startPrograms({ dataDir, port, env });
  return {
    ctx,
    user,
    origin: env.APP_URL,
    port,
    env,
    database,
    store,
    model,
    output: programs.output,
    stop: async () => {
      await programs.stop();
      await ctx.close();
      await database.close();
      await admin.query(`drop database if exists ${databaseName} with (force)`);
      await admin.end();
      await Promise.all([model.close(), store.close()]);
      await objects.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type OwnStack = Awaited<ReturnType<typeof startOwnStack>>;
