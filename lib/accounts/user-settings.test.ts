import { afterAll, beforeAll, expect, test } from "vitest";
import { authUsers } from "#drizzle/schema/auth.ts";
import { createTestDatabase } from "#lib/platform/db/testing.ts";
import { getKeyOverrides, saveKeyOverrides } from "./user-settings.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
  const people = ["one", "two"].map((id) => ({ id, name: id, email: `${id}@example.com` }));
  await database.db.insert(authUsers).values(people);
});
afterAll(() => database.drop());
const ctx = () => ({ db: database.db, now: () => new Date("2026-01-02T03:04:05Z") });

test("who never chose a key has the usual ones", async () => {
  expect(await getKeyOverrides(ctx(), { userId: "one" })).toEqual({});
});

test("chosen keys are kept for their user, the last choice counts", async () => {
  await saveKeyOverrides(ctx(), { userId: "one", keys: { "edit.undo": ["u"] } });
  await saveKeyOverrides(ctx(), { userId: "one", keys: { "edit.redo": ["r"], "trim.in": [] } });
  expect(await getKeyOverrides(ctx(), { userId: "one" })).toEqual({ "edit.redo": ["r"], "trim.in": [] });
  expect(await getKeyOverrides(ctx(), { userId: "two" })).toEqual({});
});
