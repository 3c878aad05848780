import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eq } from "drizzle-orm";
import { authUsers } from "#drizzle/schema/auth.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { createUser } from "#lib/accounts/create-user.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";

export const firstUserEmail = "demo@example.com";

/** `password` is null where the user was made by another data directory: only its owner knows it. */
export type FirstAccount = { accountId: AccountId; email: string; password: string | null };

/**
 * Makes the first account and its owner, who may also administer the installation. The password is random, kept in
 * `<dataDir>/first-password` for this machine's user, so that no installation on a network has a known one.
 */
export async function seedFirstAccount(ctx: Pick<Ctx, "db" | "config">): Promise<FirstAccount> {
  const file = path.join(ctx.config.dataDir, "first-password");
  const known = await ctx.db.select({ id: authUsers.id }).from(authUsers).where(eq(authUsers.email, firstUserEmail));
  // The file comes first: a start killed in between finds it again.
  if (known.length === 0 && !existsSync(file)) writeFileSync(file, randomPassword(), { flag: "wx", mode: 0o600 });
  const password = existsSync(file) ? readFileSync(file, "utf8").trim() : null;
  const ownerUserId = await createUser(ctx, {
    email: firstUserEmail,
    password: password ?? randomPassword(),
    name: "Demo Streamer",
    isAdmin: true,
  });
  const accountId = await createAccount(ctx, { slug: "demo", name: "Demo channel", planId: "creator", ownerUserId });
  return { accountId, email: firstUserEmail, password };
}

/** Three groups of four letters and digits that can't be mistaken for one another: about 60 bits. */
function randomPassword(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  const text = [...randomBytes(36)].filter((byte) => byte < 248).map((byte) => letters[byte % 31]);
  return `${text.slice(0, 4).join("")}-${text.slice(4, 8).join("")}-${text.slice(8, 12).join("")}`;
}
