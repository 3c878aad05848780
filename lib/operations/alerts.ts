import { and, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { authUsers } from "#drizzle/schema/auth.ts";
import { alerts } from "#drizzle/schema/operations.ts";
import { noteAction, type Operator } from "#lib/accounts/note-action.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";

const acknowledgers = alias(authUsers, "acknowledgers");
const resolvers = alias(authUsers, "resolvers");
const historyLength = 100;

/** Open alerts, worst and newest first, or those that are over. The caller has checked that an operator asks. */
export async function listAlerts(ctx: Pick<Ctx, "db">, input: { isOpen: boolean }) {
  const rows = await ctx.db
    .select({ alert: alerts, acknowledger: acknowledgers.name, resolver: resolvers.name })
    .from(alerts)
    .leftJoin(acknowledgers, eq(acknowledgers.id, alerts.acknowledgedBy))
    .leftJoin(resolvers, eq(resolvers.id, alerts.resolvedBy))
    .where(input.isOpen ? isNull(alerts.resolvedAt) : isNotNull(alerts.resolvedAt))
    .orderBy(
      ...(input.isOpen
        ? [sql`array_position(array['critical', 'warning', 'info'], ${alerts.severity})`]
        : [desc(alerts.resolvedAt)]),
      desc(alerts.lastAt),
      desc(alerts.id),
    )
    .limit(historyLength);
  return rows.map(({ alert, acknowledger, resolver }) => ({ ...alert, acknowledger, resolver }));
}

export type AlertView = Awaited<ReturnType<typeof listAlerts>>[number];

/**
 * Notes that somebody looks after an alert, or that its trouble is over. More of the same trouble opens a new one. Doing it
 * twice changes nothing. Throws `not_found`.
 */
export async function settleAlert(
  ctx: Pick<Ctx, "db" | "now">,
  input: { alertId: string; action: "acknowledge" | "resolve"; operator: Operator },
): Promise<{ ok: true }> {
  const { alertId, action, operator } = input;
  const isResolve = action === "resolve";
  await ctx.db.transaction(async (tx) => {
    const [changed] = await tx
      .update(alerts)
      .set(
        isResolve
          ? { resolvedAt: ctx.now(), resolvedBy: operator.userId }
          : { acknowledgedAt: ctx.now(), acknowledgedBy: operator.userId },
      )
      .where(
        and(eq(alerts.id, alertId), isNull(alerts.resolvedAt), isResolve ? undefined : isNull(alerts.acknowledgedAt)),
      )
      .returning({ text: alerts.text });
    if (changed) {
      const done = isResolve ? "resolve_alert" : "acknowledge_alert";
      return noteAction(tx, { operator, action: done, subject: changed.text.slice(0, 200), subjectId: alertId });
    }
    const found = await tx.select({ id: alerts.id }).from(alerts).where(eq(alerts.id, alertId));
    if (found.length === 0) throw new AppError("not_found", "There is no such alert.");
  });
  return { ok: true };
}
