import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { seedPlans } from "#drizzle/seed/plans.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { createUser } from "#lib/accounts/create-user.ts";
import { loadConfig } from "#lib/config.ts";
import { type Ctx, createContext } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { migrateDatabase } from "#lib/platform/db/migrate.ts";
import { findFreePort } from "#lib/platform/embedded-postgres/start.ts";
import { holdPostgres } from "#workers/up/hold-postgres.ts";
import { type S3ShapedStore, startS3ShapedStore } from "../s3-shaped-store.ts";
import { say } from "./tools.ts";

export const projectDir = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const benchUser = { email: "bench@example.com", password: "bench-password-1", name: "Bench" };

/** A whole installation in a folder of its own, its objects in a store as far away as a real one. */
export type Installation = {
  ctx: Ctx;
  /** The same, but a stored file is linked into the store without a request, as if it had always been there. */
  linked: Ctx;
  accountId: AccountId;
  server: S3ShapedStore;
  /** For processes of the product that belong to this installation. */
  env: NodeJS.ProcessEnv;
  dir: string;
  close: () => Promise<void>;
};

export async function openInstallation(dir: string): Promise<Installation> {
  const dataDir = path.join(dir, "data");
  await mkdir(dataDir, { recursive: true });
  const server = await startS3ShapedStore({ dir: path.join(dir, "store") });
  const postgres = holdPostgres({ dir: path.join(dir, "postgres"), durable: false, say, onMoved: () => {} });
  try {
    const databaseUrl = await postgres.databaseUrl;
    const port = await findFreePort();
    const env = {
      ...process.env,
      NODE_ENV: "production" as const,
      VODMANAGER_DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      S3_ENDPOINT: server.endpoint,
      S3_BUCKET: server.bucket,
      S3_ACCESS_KEY_ID: "bench",
      S3_SECRET_ACCESS_KEY: "bench-secret",
      HOST: "127.0.0.1",
      PORT: String(port),
      APP_URL: `http://127.0.0.1:${port}`,
      LOG_LEVEL: "warn",
    };
    await migrateDatabase(databaseUrl);
    const ctx = createContext({ config: loadConfig(env), name: "bench" });
    await seedPlans(ctx);
    const ownerUserId = await createUser(ctx, benchUser);
    const accountId = (await createAccount(ctx, {
      slug: "bench",
      name: "Bench",
      planId: "studio",
      ownerUserId,
    })) as AccountId;
    const store: Ctx["store"] = {
      ...ctx.store,
      putFile: async (key, filePath) => {
        await server.placeFile(key, filePath);
        return ctx.store.head(key);
      },
    };
    const close = async () => {
      await ctx.close();
      await postgres.stop();
      await server.close();
    };
    return { ctx, linked: { ...ctx, store }, accountId, server, env, dir, close };
  } catch (error) {
    await postgres.stop();
    await server.close();
    throw error;
  }
}
