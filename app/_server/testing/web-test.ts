import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { plans } from "#drizzle/schema/accounts.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { createUser } from "#lib/accounts/create-user.ts";
import { loadConfig } from "#lib/config.ts";
import { createContext } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { createTestDatabase } from "#lib/platform/db/testing.ts";
import { startWeb } from "../web.ts";

export const origin = "http://localhost:3000";
const password = "correct horse";

/** Route handlers over a database and a data directory of their own. */
export async function startTestWeb(env: Record<string, string> = {}) {
  const database = await createTestDatabase();
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-web-"));
  const config = loadConfig({ VODMANAGER_DATA_DIR: dataDir, LOG_LEVEL: "silent", MIN_FREE_DISK_BYTES: "1", ...env });
  const ctx = createContext({ config, databaseUrl: database.databaseUrl, name: "test" });
  const { auth } = startWeb(ctx);
  await ctx.db.insert(plans).values({
    id: "test",
    name: "Test",
    maxBytes: 1e9,
    maxVods: 10,
    maxClips: 10,
    retentionDays: 30,
    llmMonthlyUsd: "1",
  });

  /** A signed-in owner of an account of their own: the id, and the cookie their browser sends. */
  const signUp = async (name: string): Promise<{ accountId: AccountId; userId: string; cookie: string }> => {
    const email = `${name}@example.com`;
    const userId = await createUser(ctx, { email, password, name });
    const accountId = await createAccount(ctx, { slug: name, name, planId: "test", ownerUserId: userId });
    return { accountId, userId, cookie: await signIn(name) };
  };
  /** Signs somebody in, in another browser. Returns the cookie it sends. */
  const signIn = async (name: string): Promise<string> => {
    const body = JSON.stringify({ email: `${name}@example.com`, password });
    const headers = { "content-type": "application/json" };
    const response = await auth.handler(ask("/api/auth/sign-in/email", { method: "POST", headers, body }));
    return response.headers.get("set-cookie")!.split(";")[0]!;
  };
  const stop = async () => {
    await ctx.close();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { ctx, auth, dataDir, signUp, signIn, stop };
}

/** A request as a browser on our own pages sends it. */
export const ask = (
  target: string,
  options: { cookie?: string; method?: string; body?: BodyInit; headers?: Record<string, string> } = {},
) =>
  new Request(`${origin}${target}`, {
    method: options.method ?? "GET",
    headers: { origin, ...(options.cookie ? { cookie: options.cookie } : {}), ...options.headers },
    body: options.body,
    // Node needs this for streamed bodies; the type doesn't know it.
    ...({ duplex: "half" } as object),
  });

/** What Next gives a route beside the request. */
export const withParams = (params: Record<string, string> = {}) => ({ params: Promise.resolve(params) });
