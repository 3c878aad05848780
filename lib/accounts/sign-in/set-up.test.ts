import { afterAll, beforeAll, expect, test } from "vitest";
import { accounts } from "#drizzle/schema/accounts.ts";
import { authUsers } from "#drizzle/schema/auth.ts";
import { openAuthWorld } from "../testing/auth-world.ts";
import { isSetUpOpen, setUpCode, setUpInstallation } from "./set-up.ts";

let world: Awaited<ReturnType<typeof openAuthWorld>>;
beforeAll(async () => {
  world = await openAuthWorld();
});
afterAll(() => world.close());

const first = { name: "Op", email: "op@example.com", password: "correct horse", accountName: "Höhle der Löwen" };

test("a new installation is set up once: raced by four, one makes the operator and their account", async () => {
  const { ctx } = world;
  expect(await isSetUpOpen(ctx)).toBe(true);
  const wrong = await setUpInstallation(ctx, { ...first, code: "0123456789abcdef" });
  expect(wrong).toMatchObject({ ok: false, reason: "forbidden" });
  expect(await isSetUpOpen(ctx)).toBe(true);

  const code = setUpCode(ctx.config);
  const people = [1, 2, 3, 4].map((i) => ({ ...first, email: `op-${i}@example.com`, code }));
  const results = await Promise.all(people.map((one) => setUpInstallation(ctx, one)));
  expect(results.filter((one) => one.ok)).toHaveLength(1);
  expect(results.filter((one) => !one.ok).every((one) => !one.ok && one.reason === "conflict")).toBe(true);
  const users = await ctx.db.select().from(authUsers);
  expect(users).toMatchObject([{ isAdmin: true, emailVerified: true }]);
  expect(await ctx.db.select().from(accounts)).toMatchObject([{ slug: "hohle-der-lowen", name: first.accountName }]);
  expect(await isSetUpOpen(ctx)).toBe(false);
  const signedIn = await world.send("/sign-in/email", { body: { email: users[0]!.email, password: first.password } });
  expect(signedIn.status).toBe(200);
});

test("the code is the installation's own", () => {
  const other = { authSecret: "x".repeat(32) };
  expect(setUpCode(world.ctx.config)).toMatch(/^[0-9a-f]{16}$/);
  expect(setUpCode(other)).not.toBe(setUpCode(world.ctx.config));
});
