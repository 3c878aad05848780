import { sql } from "drizzle-orm";
import type { Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { closeExpired, lockLlmSettings } from "./llm-settings.ts";
import { costOf, type HighlightRefinementBackend, type TokenBound } from "./model.ts";
import { findPrice } from "./prices.ts";

export type ReserveCall = {
  accountId: AccountId;
  detectionRunId: string;
  backend: Pick<HighlightRefinementBackend, "name" | "model" | "isFree">;
  bound: TokenBound;
  maxInFlight: number;
  now: Date;
  /** After that long the promise is taken for a dead process's. */
  holdMs: number;
};

export type ReserveRefusal = Refusal<"off" | "no_price" | "busy" | "budget" | "daily_budget">;

/** The budget's month and day of an instant, in UTC: `2026-11`, `2026-11-26`. */
export const budgetPeriods = (at: Date): { month: string; day: string } => ({
  month: at.toISOString().slice(0, 7),
  day: at.toISOString().slice(0, 10),
});

/**
 * Every cap on one call, checked before it in one transaction: the switch, the price, calls under way, the account's
 * month, everybody's day. Promises the most the call can cost. The settings row is locked until the caller's transaction
 * ends, so calls that begin at once can't pass a cap together: spent + promised + this one ≤ budget, after every commit.
 */
export async function reserveCall(
  tx: Tx,
  input: ReserveCall,
): Promise<{ ok: true; ledgerId: string; reservedUsd: number } | ReserveRefusal> {
  const { accountId, backend, now } = input;
  const settings = await lockLlmSettings(tx);
  if (!settings.isEnabled) return refuse("off", "Refinement is switched off for the whole installation.");
  const price = backend.isFree ? null : await findPrice(tx, { backend: backend.name, model: backend.model });
  if (!backend.isFree && price === null) {
    return refuse("no_price", `No price is set for ${backend.model} of ${backend.name}, so it is not called.`);
  }
  await closeExpired(tx, { now });
  const reservedUsd = price === null ? 0 : costOf(input.bound, price);
  const { month, day } = budgetPeriods(now);
  const spent = sql`coalesce(sum(case l.state when 'reserved' then l.reserved_usd when 'settled' then l.settled_usd else 0 end), 0)`;
  const { rows } = await tx.execute<{ in_flight: number; month_fits: boolean; day_fits: boolean }>(sql`
    select
      (select count(*) from llm_ledger l where l.account_id = a.id and l.state = 'reserved')::int as in_flight,
      ${reservedUsd.toFixed(6)}::numeric + (select ${spent} from llm_ledger l where l.account_id = a.id and l.month = ${month})
        <= p.llm_monthly_usd as month_fits,
      ${reservedUsd.toFixed(6)}::numeric + (select ${spent} from llm_ledger l where l.day = ${day})
        <= ${settings.dailyUsd.toFixed(6)}::numeric as day_fits
    from accounts a join plans p on p.id = a.plan_id where a.id = ${accountId}`);
  const room = rows[0];
  if (!room) throw new Error("no such account");
  if (!room.month_fits)
    return refuse("budget", `Less than ${reservedUsd.toFixed(6)} USD of ${month}'s budget is left.`);
  if (!room.day_fits)
    return refuse("daily_budget", `Less than ${reservedUsd.toFixed(6)} USD of ${day}'s budget is left.`);
  if (room.in_flight >= input.maxInFlight) return refuse("busy", `${room.in_flight} calls are under way.`);
  const made = await tx.execute<{ id: string }>(sql`
    insert into llm_ledger (account_id, detection_run_id, backend, model, month, day, reserved_usd, expires_at)
    values (${accountId}, ${input.detectionRunId}, ${backend.name}, ${backend.model}, ${month}, ${day},
      ${reservedUsd.toFixed(6)}, ${new Date(now.getTime() + input.holdMs).toISOString()})
    returning id`);
  return { ok: true, ledgerId: made.rows[0]!.id, reservedUsd };
}

const refuse = <Reason extends ReserveRefusal["reason"]>(reason: Reason, message: string): Refusal<Reason> => ({
  ok: false,
  reason,
  message,
});
