import { and, eq, sql } from "drizzle-orm";
import { llmLedger } from "#drizzle/schema/highlights.ts";
import { lockAccount } from "#lib/accounts/lock-account.ts";
import type { Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Queryable, Tx } from "#lib/platform/db/client.ts";

const usd = (amount: number): string => amount.toFixed(6);

/** The budget month of an instant, in UTC: `2026-11`. */
export const budgetMonth = (at: Date): string => at.toISOString().slice(0, 7);

/**
 * Promises the estimated cost of one model call. Locks the account row until the caller's transaction ends, so calls in
 * flight can't exceed the month's budget together: spent + promised + this one ≤ the plan's `llmMonthlyUsd`.
 */
export async function reserveLlmCost(
  tx: Tx,
  input: { accountId: AccountId; estimatedUsd: number; now: Date },
): Promise<{ ok: true; ledgerId: string } | Refusal<"budget">> {
  await lockAccount(tx, input.accountId);
  const month = budgetMonth(input.now);
  const amount = usd(input.estimatedUsd);
  const { rows } = await tx.execute<{ id: string }>(sql`
    insert into llm_ledger (account_id, month, reserved_usd)
    select a.id, ${month}, ${amount}::numeric
    from accounts a join plans p on p.id = a.plan_id
    where a.id = ${input.accountId} and p.llm_monthly_usd >= ${amount}::numeric + (
      select coalesce(sum(case l.state when 'reserved' then l.reserved_usd when 'settled' then l.settled_usd else 0 end), 0)
      from llm_ledger l where l.account_id = a.id and l.month = ${month})
    returning id`);
  const row = rows[0];
  if (row) return { ok: true, ledgerId: row.id };
  return {
    ok: false,
    reason: "budget",
    message: `The language model's budget for ${month} has less than ${amount} USD left. Raise the plan's monthly budget, or wait for the next month.`,
  };
}

/** Says which refinement a promise pays for. */
export async function linkLlmReservation(
  tx: Tx,
  input: { accountId: AccountId; ledgerId: string; refinementId: string },
): Promise<void> {
  await tx
    .update(llmLedger)
    .set({ refinementId: input.refinementId })
    .where(and(eq(llmLedger.id, input.ledgerId), eq(llmLedger.accountId, input.accountId)));
}

/** Turns a promise into what the call really cost. False when it was settled or released before. */
export async function settleLlmCost(
  tx: Queryable,
  input: { accountId: AccountId; ledgerId: string; costUsd: number },
): Promise<boolean> {
  const rows = await tx
    .update(llmLedger)
    .set({ state: "settled", settledUsd: usd(input.costUsd) })
    .where(
      and(eq(llmLedger.id, input.ledgerId), eq(llmLedger.accountId, input.accountId), eq(llmLedger.state, "reserved")),
    )
    .returning({ id: llmLedger.id });
  return rows.length > 0;
}

/** Gives a promise back: the call was never made. False when it was settled or released before. */
export async function releaseLlmCost(
  tx: Queryable,
  input: { accountId: AccountId; ledgerId: string },
): Promise<boolean> {
  const rows = await tx
    .update(llmLedger)
    .set({ state: "released" })
    .where(
      and(eq(llmLedger.id, input.ledgerId), eq(llmLedger.accountId, input.accountId), eq(llmLedger.state, "reserved")),
    )
    .returning({ id: llmLedger.id });
  return rows.length > 0;
}

/** Settles what a dead worker promised for this refinement at the full estimate: the call may have been made. */
export async function settleAbandonedLlmCost(
  tx: Tx,
  input: { accountId: AccountId; refinementId: string },
): Promise<void> {
  await tx
    .update(llmLedger)
    .set({ state: "settled", settledUsd: sql`${llmLedger.reservedUsd}` })
    .where(
      and(
        eq(llmLedger.refinementId, input.refinementId),
        eq(llmLedger.accountId, input.accountId),
        eq(llmLedger.state, "reserved"),
      ),
    );
}
