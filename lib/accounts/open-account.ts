import { asc, eq, sql } from "drizzle-orm";
import { accounts, members, plans } from "#drizzle/schema/accounts.ts";
import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import { chooseSlug } from "./choose-slug.ts";

/** Accounts one user may own where anybody can sign up; operators open as many as they like. */
const mostOwned = 5;

/** Opens another account for a user, on the smallest plan. Only operators may where nobody can sign up. */
export async function openAccount(
  ctx: Pick<Ctx, "db" | "config">,
  input: { name: string; user: { id: string; isAdmin: boolean } },
): Promise<{ ok: true; accountSlug: string } | Refusal<"forbidden" | "cap_reached" | "conflict">> {
  const { name, user } = input;
  if (!user.isAdmin && !ctx.config.allowSignUp) {
    const message = "Accounts are opened by who operates this installation. Ask them for one, or for an invitation.";
    return { ok: false, reason: "forbidden", message };
  }
  return ctx.db.transaction(async (tx) => {
    // One at a time a user: the limit counts those opened side by side, too.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`open account:${user.id}`}, 0))`);
    const owned = await tx.select({ role: members.role }).from(members).where(eq(members.userId, user.id));
    if (!user.isAdmin && owned.filter(({ role }) => role === "owner").length >= mostOwned) {
      return { ok: false, reason: "cap_reached", message: `You own ${mostOwned} accounts. That is the most.` };
    }
    const [plan] = await tx.select({ id: plans.id }).from(plans).orderBy(asc(plans.maxBytes), asc(plans.id)).limit(1);
    if (!plan) return { ok: false, reason: "conflict", message: "There is no plan yet. An admin makes one first." };
    const slug = await chooseSlug(tx, name);
    const [made] = await tx.insert(accounts).values({ slug, name, planId: plan.id }).returning({ id: accounts.id });
    await tx
      .insert(members)
      .values({ accountId: made!.id, userId: user.id, role: "owner", createdAt: sql`clock_timestamp()` });
    return { ok: true, accountSlug: slug };
  });
}
