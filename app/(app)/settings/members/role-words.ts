import type { Role } from "#lib/accounts/authorise.ts";

/** What each role may do, the least first. */
export const roleWords: Record<Role, { label: string; hint: string }> = {
  viewer: { label: "Viewer", hint: "Looks and plays" },
  editor: { label: "Editor", hint: "Also imports, reviews, cuts and deletes" },
  owner: { label: "Owner", hint: "Also spends, invites and removes" },
};

export const roles = Object.keys(roleWords) as Role[];
