import { asc, eq, sql } from "drizzle-orm";
import { accounts, plans } from "#drizzle/schema/accounts.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { noteAction, type Operator } from "./note-action.ts";
import { type PlanInput, planInput } from "./schema.ts";

export type PlanView = PlanInput & { accountCount: number };

/** All plans, smallest first. */
export async function listPlans(ctx: Pick<Ctx, "db">): Promise<PlanView[]> {
  const rows = await ctx.db
    .select({
      plan: plans,
      accountCount: sql<number>`(select count(*)::int from accounts a where a.plan_id = ${sql.raw('"plans"."id"')})`,
    })
    .from(plans)
    .orderBy(asc(plans.maxBytes), asc(plans.id));
  return rows.map(({ plan, accountCount }) => ({
    ...plan,
    llmMonthlyUsd: Number(plan.llmMonthlyUsd),
    accountCount,
  }));
}

/**
 * Makes a plan, or changes the one of that id. Its accounts get the new limits at once; one that stores more than they
 * allow keeps what it has and can't add to it.
 */
export async function savePlan(ctx: Pick<Ctx, "db">, input: PlanInput & { operator: Operator }): Promise<void> {
  const { id, llmMonthlyUsd, ...rest } = planInput.parse(input);
  const values = { ...rest, llmMonthlyUsd: String(llmMonthlyUsd) };
  await ctx.db.transaction(async (tx) => {
    await tx
      .insert(plans)
      .values({ id, ...values })
      .onConflictDoUpdate({ target: plans.id, set: values });
    await noteAction(tx, { operator: input.operator, action: "save_plan", subject: values.name });
  });
}

export type AccountOnPlan = { accountId: string; slug: string; name: string; planId: string; storedBytes: number };

/** Every account of the installation with its plan and what it stores; for admins. */
export async function listAccountsOnPlans(ctx: Pick<Ctx, "db">): Promise<AccountOnPlan[]> {
  const { rows } = await ctx.db.execute<{ id: string; slug: string; name: string; plan_id: string; bytes: string }>(sql`
    select a.id, a.slug, a.name, a.plan_id, coalesce(sum(o.size_bytes), 0) as bytes
    from accounts a left join stored_objects o on o.account_id = a.id and o.state in ('live', 'deleting')
    group by a.id order by a.slug`);
  return rows.map((row) => ({
    accountId: row.id,
    slug: row.slug,
    name: row.name,
    planId: row.plan_id,
    storedBytes: Number(row.bytes),
  }));
}

/** Moves an account, named by its id or short name, to another plan. Throws `not_found`. */
export async function setAccountPlan(
  ctx: Pick<Ctx, "db">,
  input: { account: { id: string } | { slug: string }; planId: string; operator: Operator },
): Promise<void> {
  const { planId, account, operator } = input;
  await ctx.db.transaction(async (tx) => {
    const [plan] = await tx.select({ name: plans.name }).from(plans).where(eq(plans.id, planId));
    if (!plan) throw new AppError("not_found", `There is no plan "${planId}".`);
    const named = "id" in account ? eq(accounts.id, account.id) : eq(accounts.slug, account.slug);
    const [moved] = await tx.update(accounts).set({ planId }).where(named).returning({ id: accounts.id });
    if (!moved) throw new AppError("not_found", "There is no such account.");
    await noteAction(tx, { operator, action: "assign_plan", subject: plan.name, accountId: moved.id });
  });
}
