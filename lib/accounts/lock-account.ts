import { sql } from "drizzle-orm";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";

/**
 * Serialises this account's reservations until the transaction ends.
 * NO KEY UPDATE: rows elsewhere that reference the account can still be inserted, so nobody deadlocks on the foreign key.
 */
export async function lockAccount(tx: Tx, accountId: AccountId): Promise<void> {
  await tx.execute(sql`select 1 from accounts where id = ${accountId} for no key update`);
}
