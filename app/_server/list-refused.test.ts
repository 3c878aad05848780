import { expect, test } from "vitest";
import { accessTable } from "./access-table.ts";
import { listRefused, mayCall } from "./list-refused.ts";

test("an owner is refused nothing, an editor what is the owner's, a viewer whatever changes the account's things", () => {
  const ofRole = (...roles: string[]) =>
    Object.entries(accessTable).flatMap(([key, { atLeast }]) => (roles.includes(atLeast) ? [key] : []));
  expect(listRefused("owner")).toEqual([]);
  expect(listRefused("editor")).toEqual(ofRole("owner"));
  expect(listRefused("viewer")).toEqual(ofRole("editor", "owner"));
  expect(listRefused("viewer")).toContain("POST /api/v1/highlights/[id]/trim");
});

test.each([
  ["viewer", "POST /api/v1/uploads", false],
  ["editor", "POST /api/v1/uploads", true],
  ["editor", "POST /api/v1/invitations", false],
  ["viewer", "GET /api/v1/me", true],
  ["owner", "POST /api/v1/admin/tasks", false],
] as const)("%s: %s: %s", (role, key, expected) => expect(mayCall(role, key)).toBe(expected));
