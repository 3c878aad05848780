import { sql } from "drizzle-orm";
import type { AccountId } from "#lib/ids.ts";
import type { Queryable } from "#lib/platform/db/client.ts";

type Call = { accountId: AccountId; ledgerId: string };

/**
 * Notes that the request leaves now. False when the promise is not open any more (its time ran out while the call was
 * prepared): then nothing may be sent.
 */
export async function markCallSent(db: Queryable, input: Call & { now: Date }): Promise<boolean> {
  const { rowCount } = await db.execute(sql`
    update llm_ledger set sent_at = ${input.now.toISOString()}
    where id = ${input.ledgerId} and account_id = ${input.accountId} and state = 'reserved' and expires_at > ${input.now.toISOString()}`);
  return rowCount === 1;
}

/**
 * Turns a promise into what the call really cost; `costUsd` null: all that was promised. False when it was settled or
 * released before.
 */
export async function settleCall(db: Queryable, input: Call & { costUsd: number | null }): Promise<boolean> {
  const cost = input.costUsd === null ? sql`reserved_usd` : sql`${input.costUsd.toFixed(6)}::numeric`;
  const { rowCount } = await db.execute(sql`
    update llm_ledger set state = 'settled', settled_usd = ${cost}
    where id = ${input.ledgerId} and account_id = ${input.accountId} and state = 'reserved'`);
  return rowCount === 1;
}

/** Gives a promise back: the call was never made, or cost nothing. False when it was settled or released before. */
export async function releaseCall(db: Queryable, input: Call): Promise<boolean> {
  const { rowCount } = await db.execute(sql`
    update llm_ledger set state = 'released'
    where id = ${input.ledgerId} and account_id = ${input.accountId} and state = 'reserved'`);
  return rowCount === 1;
}
