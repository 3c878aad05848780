import { afterAll, beforeAll, expect, test } from "vitest";
import { plans } from "#drizzle/schema/accounts.ts";
import type { Config } from "#lib/config.ts";
import { describeError } from "#lib/errors.ts";
import { openDatabase } from "#lib/platform/db/client.ts";
import { createTestDatabase } from "#lib/platform/db/testing.ts";
import { createLog } from "#lib/platform/log.ts";
import { createAuth, findSignedInUser } from "./auth.ts";
import { authoriseUser } from "./authorise.ts";
import { createAccount } from "./create-account.ts";
import { createUser } from "./create-user.ts";
import { isTrustedRequest } from "./trusted-origin.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.db.insert(plans).values({
    id: "test",
    name: "Test",
    maxBytes: 1e9,
    maxVods: 10,
    maxClips: 10,
    retentionDays: 30,
    llmMonthlyUsd: "1",
  });
});
afterAll(() => database.drop());

const config = {
  appUrl: "http://localhost:3000",
  port: 3000,
  authSecret: "s".repeat(32),
  allowSignUp: false,
} as Config;
const auth = () =>
  createAuth({ config, db: database.db, now: () => new Date(), log: createLog({ level: "silent", name: "test" }) });
const person = { email: "Streamer@example.com", password: "correct horse", name: "Streamer" };

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  auth().handler(
    new Request(`http://localhost:3000/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: "http://localhost:3000", ...headers },
      body: JSON.stringify(body),
    }),
  );

test("a created user signs in, is found by the cookie, and is a member of their account", async () => {
  const userId = await createUser(database, person);
  expect(await createUser(database, { ...person, email: "streamer@EXAMPLE.com", password: "another one" })).toBe(
    userId,
  );
  const accountId = await createAccount(database, { slug: "me", name: "Me", planId: "test", ownerUserId: userId });
  expect(await createAccount(database, { slug: "me", name: "Other", planId: "test", ownerUserId: userId })).toBe(
    accountId,
  );

  const response = await post("/sign-in/email", { email: person.email, password: person.password });
  expect(response.status).toBe(200);
  const cookie = response.headers.get("set-cookie")!;
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=Lax/i);
  expect(cookie).not.toMatch(/; ?Secure/i);
  const found = await findSignedInUser(auth(), new Headers({ cookie: cookie.split(";")[0]! }));
  expect(found).toEqual({ id: userId, email: "streamer@example.com", name: "Streamer", isAdmin: false });
  expect(await authoriseUser(database, { userId, atLeast: "owner" })).toMatchObject({ accountId, role: "owner" });
});

test("a wrong password and signing up are refused", async () => {
  await createUser(database, person);
  const wrong = await post("/sign-in/email", { email: person.email, password: "wrong password" });
  expect(wrong.status).toBe(401);
  const signUp = await post("/sign-up/email", { email: "new@example.com", password: "correct horse", name: "New" });
  expect(signUp.status).toBe(400);
});

test.each([
  [{ origin: "http://localhost:3000" }, true],
  [{ origin: "http://127.0.0.1:3000" }, true],
  [{ origin: "http://studio.lan:3000", host: "studio.lan:3000" }, true],
  [{ "sec-fetch-site": "same-origin" }, true],
  [{}, true],
  [{ origin: "https://evil.example", host: "localhost:3000" }, false],
  [{ origin: "http://localhost:9999", host: "localhost:3000" }, false],
  [{ origin: "null", host: "localhost:3000" }, false],
  [{ "sec-fetch-site": "cross-site" }, false],
])("a change asked for with the headers %j: trusted %s", (headers, trusted) => {
  expect(isTrustedRequest(config, new Headers(headers as Record<string, string>))).toBe(trusted);
});

test("without its database a session can't be looked up, and the reason is the database's own", async () => {
  const signedIn = await post("/sign-in/email", { email: person.email, password: person.password });
  const headers = new Headers({ cookie: signedIn.headers.get("set-cookie")!.split(";")[0]! });
  const nowhere = new URL(database.databaseUrl);
  nowhere.port = "1";
  const { db, pool } = openDatabase(nowhere.href);
  const log = createLog({ level: "silent", name: "test" });
  const failure = await findSignedInUser(createAuth({ config, db, now: () => new Date(), log }), headers).catch(
    describeError,
  );
  expect(failure).toMatchObject({ code: "database_unavailable", status: 503 });
  await pool.end();
});
