import { and, asc, desc, eq, isNull, like, sql } from "drizzle-orm";
import { accounts, plans } from "#drizzle/schema/accounts.ts";
import { refinements } from "#drizzle/schema/highlights.ts";
import { alerts } from "#drizzle/schema/operations.ts";
import type { Config } from "#lib/config.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { getLlmSettings } from "./llm-settings.ts";
import type { LlmTotals, RefinementLedger, RefinementView } from "./model.ts";
import { findPrice, listPrices } from "./prices.ts";
import { budgetPeriods } from "./reserve-call.ts";
import { parseRefinementSettings, type RefinementAnswer } from "./schema.ts";

/** Every iteration of a highlight's refinement, oldest first. */
export async function listRefinements(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; highlightId: string },
): Promise<RefinementView[]> {
  const rows = await ctx.db
    .select()
    .from(refinements)
    .where(and(eq(refinements.accountId, input.accountId), eq(refinements.highlightId, input.highlightId)))
    .orderBy(asc(refinements.createdAt), asc(refinements.iteration));
  return rows.map((row) => ({
    id: row.id,
    iteration: row.iteration,
    backend: row.backend,
    model: row.model,
    promptVersion: row.promptVersion,
    state: row.state,
    before:
      row.beforeStartSeconds === null || row.beforeEndSeconds === null
        ? null
        : { startSeconds: row.beforeStartSeconds, endSeconds: row.beforeEndSeconds },
    answer: row.answer as RefinementAnswer | null,
    failureText: row.failureText,
    tries: row.tries,
    inputTokens: row.inputTokens,
    outputTokens: row.outputTokens,
    costUsd: Number(row.costUsd),
    latencyMs: row.latencyMs,
    createdAt: row.createdAt,
  }));
}

/** The backend an installation refines by, and whether it has the price it needs. */
async function describeBackend(
  ctx: Pick<Ctx, "db"> & { config: Pick<Config, "llm"> },
): Promise<RefinementLedger["backend"]> {
  const { llm } = ctx.config;
  if (llm === undefined) return { name: "heuristic", model: null, isPriced: true, takesAudio: false };
  const price = await findPrice(ctx.db, { backend: llm.provider, model: llm.model });
  return { name: llm.provider, model: llm.model, isPriced: price !== null, takesAudio: llm.takesAudio };
}

const spentOf = (alias: string) =>
  sql.raw(`coalesce(sum(${alias}.settled_usd) filter (where ${alias}.state = 'settled'), 0)::float8`);
const promisedOf = (alias: string) =>
  sql.raw(`coalesce(sum(${alias}.reserved_usd) filter (where ${alias}.state = 'reserved'), 0)::float8`);

const runsShown = 30;

/** What refinement did and cost in an account: the month's budget, months, and detection runs, newest first. */
export async function getRefinementLedger(
  ctx: Pick<Ctx, "db" | "now" | "config">,
  input: { accountId: AccountId },
): Promise<RefinementLedger> {
  const { month } = budgetPeriods(ctx.now());
  const [account] = await ctx.db
    .select({ settings: accounts.settings, budgetUsd: plans.llmMonthlyUsd, planName: plans.name })
    .from(accounts)
    .innerJoin(plans, eq(plans.id, accounts.planId))
    .where(eq(accounts.id, input.accountId));
  if (!account) throw new AppError("not_found", "There is no such account.");
  const months = await ctx.db.execute<RefinementLedger["months"][number]>(sql`
    select l.month, count(*) filter (where l.sent_at is not null)::int as "callCount",
      ${spentOf("l")} as "spentUsd", ${promisedOf("l")} as "promisedUsd"
    from llm_ledger l where l.account_id = ${input.accountId} group by l.month order by l.month desc limit 24`);
  const runs = await ctx.db.execute<RefinementLedger["runs"][number]>(sql`
    select d.id as "detectionRunId", v.id as "vodId", v.title as "vodTitle", d.created_at as "createdAt",
      r.highlight_count as "highlightCount", r.iteration_count as "iterationCount", r.failed_count as "failedCount",
      r.tokens, l.call_count as "callCount", l.spent as "spentUsd", r.models
    from detection_runs d
    join vods v on v.id = d.vod_id
    join lateral (
      select count(distinct r.highlight_id)::int as highlight_count, count(*)::int as iteration_count,
        count(*) filter (where r.state = 'failed')::int as failed_count,
        coalesce(sum(r.input_tokens + r.output_tokens), 0)::int as tokens, string_agg(distinct r.model, ', ') as models
      from refinements r where r.detection_run_id = d.id) r on r.iteration_count > 0
    join lateral (
      select count(*) filter (where l.sent_at is not null)::int as call_count, ${spentOf("l")} as spent
      from llm_ledger l where l.detection_run_id = d.id) l on true
    where d.account_id = ${input.accountId}
    order by d.created_at desc limit ${runsShown}`);
  const now = months.rows.find((row) => row.month === month);
  return {
    planName: account.planName,
    month,
    budgetUsd: Number(account.budgetUsd),
    spentUsd: now?.spentUsd ?? 0,
    promisedUsd: now?.promisedUsd ?? 0,
    backend: await describeBackend(ctx),
    settings: parseRefinementSettings(account.settings),
    isOnForAll: (await getLlmSettings(ctx)).isEnabled,
    months: months.rows,
    runs: runs.rows.map((row) => ({ ...row, createdAt: new Date(row.createdAt) })),
  };
}

/** What all accounts did together. The caller has checked that an admin asks. */
export async function getLlmTotals(ctx: Pick<Ctx, "db" | "now" | "config">): Promise<LlmTotals> {
  const { month, day } = budgetPeriods(ctx.now());
  const settings = await getLlmSettings(ctx);
  const today = await ctx.db.execute<{ spentUsd: number; promisedUsd: number; callCount: number }>(sql`
    select count(*) filter (where l.sent_at is not null)::int as "callCount", ${spentOf("l")} as "spentUsd", ${promisedOf("l")} as "promisedUsd"
    from llm_ledger l where l.day = ${day}`);
  const days = await ctx.db.execute<LlmTotals["days"][number]>(sql`
    select l.day, count(*) filter (where l.sent_at is not null)::int as "callCount", ${spentOf("l")} as "spentUsd"
    from llm_ledger l group by l.day order by l.day desc limit 14`);
  const byAccount = await ctx.db.execute<LlmTotals["accounts"][number]>(sql`
    select a.id as "accountId", a.name, p.llm_monthly_usd::float8 as "budgetUsd",
      count(l.id) filter (where l.sent_at is not null)::int as "callCount", ${spentOf("l")} as "spentUsd", ${promisedOf("l")} as "promisedUsd"
    from accounts a join plans p on p.id = a.plan_id
    left join llm_ledger l on l.account_id = a.id and l.month = ${month}
    group by a.id, a.name, p.llm_monthly_usd order by "spentUsd" desc, a.name limit 100`);
  const open = await ctx.db
    .select()
    .from(alerts)
    .where(and(like(alerts.cause, "refine:%"), isNull(alerts.resolvedAt)))
    .orderBy(desc(alerts.lastAt))
    .limit(20);
  return {
    isEnabled: settings.isEnabled,
    dailyUsd: settings.dailyUsd,
    month,
    day,
    today: today.rows[0]!,
    days: days.rows,
    accounts: byAccount.rows,
    prices: await listPrices(ctx),
    backend: await describeBackend(ctx),
    alerts: open.map(({ id, severity, text, count, firstAt, lastAt }) => ({
      id,
      severity,
      text,
      count,
      firstAt,
      lastAt,
    })),
  };
}
