import { and, eq, gt, isNotNull, isNull, or } from "drizzle-orm";
import { alertMessages, alerts } from "#drizzle/schema/operations.ts";
import type { Config } from "#lib/config.ts";
import type { Ctx } from "#lib/context.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { reachPoint } from "#lib/points.ts";

export type AlertChannel = (typeof alertMessages.$inferSelect)["channel"];

/** What began and ended before there was somebody to tell is no news after this. */
const newsHours = 24;

/** The ways to the operator that are set up. Pure. */
export function alertChannels(config: Pick<Config, "alerts" | "mail">): AlertChannel[] {
  const { email, webhookUrl } = config.alerts;
  return [
    ...(webhookUrl === undefined ? [] : ["webhook" as const]),
    ...(email === undefined || config.mail === undefined ? [] : ["email" as const]),
  ];
}

/**
 * Writes the messages of alerts that opened, and of those that are over: one a channel, in the transaction that notes the
 * alert as told, so that none is lost and none written twice. Returns of how many alerts there was news.
 */
export async function noteAlertMessages(ctx: Pick<Ctx, "db" | "now" | "config" | "atPoint">): Promise<number> {
  const channels = alertChannels(ctx.config);
  if (channels.length === 0) return 0;
  for (let count = 0; ; count += 1) {
    if (!(await ctx.db.transaction((tx) => noteNext(tx, ctx, channels)))) return count;
  }
}

async function noteNext(tx: Tx, ctx: Pick<Ctx, "now" | "atPoint">, channels: AlertChannel[]): Promise<boolean> {
  const now = ctx.now();
  const isRecent = gt(alerts.resolvedAt, new Date(now.getTime() - newsHours * 3_600_000));
  const isOpenNews = and(isNull(alerts.toldAt), isNull(alerts.resolvedAt));
  const isOverNews = and(
    isNotNull(alerts.resolvedAt),
    isNull(alerts.overToldAt),
    or(isNotNull(alerts.toldAt), isRecent),
  );
  const [alert] = await tx
    .select()
    .from(alerts)
    .where(or(isOpenNews, isOverNews))
    .orderBy(alerts.firstAt)
    .limit(1)
    .for("update", { skipLocked: true });
  if (!alert) return false;
  const isOver = alert.resolvedAt !== null;
  const news = isOver ? ("over" as const) : ("open" as const);
  // One that began and ended since is told as over only.
  if (isOver) {
    const isOvertaken = and(eq(alertMessages.alertId, alert.id), eq(alertMessages.state, "pending"));
    await tx.delete(alertMessages).where(isOvertaken);
  }
  await tx
    .insert(alertMessages)
    .values(channels.map((channel) => ({ alertId: alert.id, news, channel, sendAfter: now })))
    .onConflictDoNothing();
  await tx
    .update(alerts)
    .set({ toldAt: alert.toldAt ?? now, ...(isOver ? { overToldAt: now } : {}) })
    .where(eq(alerts.id, alert.id));
  await reachPoint(ctx, "alert.noting");
  return true;
}
