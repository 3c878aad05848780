import { eq } from "drizzle-orm";
import { userSettings } from "#drizzle/schema/accounts.ts";
import type { Ctx } from "#lib/context.ts";
import { type KeyOverrides, keyOverrides } from "./schema.ts";

/** The keys a user chose; none for who never did. */
export async function getKeyOverrides(ctx: Pick<Ctx, "db">, input: { userId: string }): Promise<KeyOverrides> {
  const [row] = await ctx.db
    .select({ keys: userSettings.keys })
    .from(userSettings)
    .where(eq(userSettings.userId, input.userId));
  return keyOverrides.catch({}).parse(row?.keys ?? {});
}

/** Keeps the keys a user chose, in place of those chosen before. */
export async function saveKeyOverrides(
  ctx: Pick<Ctx, "db" | "now">,
  input: { userId: string; keys: KeyOverrides },
): Promise<KeyOverrides> {
  const { userId, keys } = input;
  const updatedAt = ctx.now();
  await ctx.db
    .insert(userSettings)
    .values({ userId, keys, updatedAt })
    .onConflictDoUpdate({ target: userSettings.userId, set: { keys, updatedAt } });
  return keys;
}
