import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";

/**
 * Tells the operator of trouble: one alert a cause and hour. More of the same within the hour is counted on the open one;
 * after it, that one is closed and another opened. The unique index on open causes settles races.
 */
export async function raiseAlert(
  ctx: Pick<Ctx, "db" | "now">,
  alert: { cause: string; severity: "info" | "warning" | "critical"; text: string },
): Promise<void> {
  const now = ctx.now();
  const hourAgo = new Date(now.getTime() - 3_600_000);
  await ctx.db.transaction(async (tx) => {
    await tx.execute(sql`
      update alerts set resolved_at = ${now.toISOString()}, over_told_at = ${now.toISOString()}
      where cause = ${alert.cause} and resolved_at is null and first_at <= ${hourAgo.toISOString()}`);
    await tx.execute(sql`
      insert into alerts (cause, severity, text, first_at, last_at)
      values (${alert.cause}, ${alert.severity}, ${alert.text}, ${now.toISOString()}, ${now.toISOString()})
      on conflict (cause) where resolved_at is null
      do update set count = alerts.count + 1, last_at = excluded.last_at, text = excluded.text`);
  });
}
