import { plans } from "#drizzle/schema/accounts.ts";
import { loadConfig } from "#lib/config.ts";
import { createTestDatabase } from "#lib/platform/db/testing.ts";
import { createLog } from "#lib/platform/log.ts";
import { createTestConfig } from "#lib/platform/testing.ts";
import { createAuth } from "../auth.ts";
import { addressHeader } from "../sign-in/client-address.ts";

export const origin = "http://localhost:3000";

/** The sign-in addresses over a database of their own, with a clock that tests move. */
export async function openAuthWorld(env: Record<string, string> = {}) {
  const database = await createTestDatabase();
  const { dir, remove } = createTestConfig();
  const config = loadConfig({ VODMANAGER_DATA_DIR: dir, LOG_LEVEL: "silent", ...env });
  let aheadMs = 0;
  const now = () => new Date(Date.now() + aheadMs);
  const ctx = { config, db: database.db, now, log: createLog({ level: "silent", name: "test" }) };
  await ctx.db.insert(plans).values({
    id: "test",
    name: "Test",
    maxBytes: 1e9,
    maxVods: 10,
    maxClips: 10,
    retentionDays: 30,
    llmMonthlyUsd: "1",
  });
  const auth = createAuth(ctx);
  /** A request to the sign-in addresses, from a browser at an address. */
  const send = (
    path: string,
    options: { body?: unknown; cookie?: string; address?: string; auth?: typeof auth } = {},
  ) => {
    const headers = new Headers({ origin, [addressHeader]: options.address ?? "203.0.113.7" });
    if (options.cookie) headers.set("cookie", options.cookie);
    if (options.body) headers.set("content-type", "application/json");
    const method = options.body ? "POST" : "GET";
    const body = options.body ? JSON.stringify(options.body) : undefined;
    return (options.auth ?? auth).handler(new Request(`${origin}/api/auth${path}`, { method, headers, body }));
  };
  return {
    ctx,
    auth,
    send,
    /** Moves the clock of our own code ahead. */
    wait: (ms: number) => {
      aheadMs += ms;
    },
    close: async () => {
      await database.drop();
      remove();
    },
  };
}

/** The cookies a response sets, as the browser sends them back. */
export const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
