import { isAtLeast, type Role } from "#lib/accounts/authorise.ts";
import { accessTable, type RouteKey } from "./access-table.ts";

/** Whether a member with this role may make a call of the account's. Calls of operators are none of a role's. */
export function mayCall(role: Role, key: RouteKey): boolean {
  const { atLeast } = accessTable[key];
  if (atLeast === "admin") return false;
  return atLeast === "anyone" || atLeast === "signed-in" || isAtLeast(role, atLeast);
}

/** The calls that a member with this role is refused. */
export const listRefused = (role: Role): RouteKey[] =>
  (Object.keys(accessTable) as RouteKey[]).filter((key) => accessTable[key].atLeast !== "admin" && !mayCall(role, key));
