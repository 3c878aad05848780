import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { accounts } from "#drizzle/schema/accounts.ts";
import type { Queryable } from "#lib/platform/db/client.ts";

/** A free short name for an account: its name in small letters, with something behind it when that is taken. */
export async function chooseSlug(db: Queryable, name: string): Promise<string> {
  const plain = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 30)
    .replace(/-+$/, "");
  const wanted = plain || "account";
  const [taken] = await db.select({ id: accounts.id }).from(accounts).where(eq(accounts.slug, wanted));
  return taken ? `${wanted}-${randomBytes(3).toString("hex")}` : wanted;
}
