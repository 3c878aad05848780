import { apiKeys } from "#drizzle/schema/access.ts";
import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { hashSecret, makeSecret } from "#lib/platform/secret.ts";
import type { ApiKeyInput } from "../schema.ts";
import { countApiKeys } from "./list-api-keys.ts";

/** What every key begins with, so that people and scanners know one when they see it. */
export const keyPrefix = "vm_";
/** Keys of one user in one account that may be in use. */
const mostKeys = 50;

type Input = ApiKeyInput & { accountId: AccountId; userId: string; isAdmin: boolean };

/** Makes a key. `key` is told this once; what is kept of it can't be turned back. */
export async function createApiKey(
  ctx: Pick<Ctx, "db" | "now">,
  input: Input,
): Promise<{ ok: true; id: string; key: string } | Refusal<"cap_reached" | "forbidden">> {
  const { accountId, userId, name, scopes, expiresInDays } = input;
  if (scopes.includes("admin") && !input.isAdmin) {
    return { ok: false, reason: "forbidden", message: "Only who operates the installation has keys for operating it." };
  }
  if ((await countApiKeys(ctx, input)) >= mostKeys) {
    return { ok: false, reason: "cap_reached", message: `You have ${mostKeys} keys. Revoke one you don't need first.` };
  }
  const key = `${keyPrefix}${makeSecret()}`;
  const [row] = await ctx.db
    .insert(apiKeys)
    .values({
      accountId,
      userId,
      name,
      scopes,
      hint: key.slice(0, keyPrefix.length + 6),
      keyHash: hashSecret(key),
      expiresAt: expiresInDays === null ? null : new Date(ctx.now().getTime() + expiresInDays * 86_400_000),
    })
    .returning({ id: apiKeys.id });
  return { ok: true, id: row!.id, key };
}
