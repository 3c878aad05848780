import { and, eq, isNotNull, isNull, or } from "drizzle-orm";
import { alerts } from "#drizzle/schema/operations.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { requestUrl } from "#lib/platform/http-guard/request-url.ts";
import { openMailer } from "#lib/platform/mailer.ts";

type Alert = typeof alerts.$inferSelect;
type News = { alert: Alert; isOver: boolean };
type Telling = Pick<Ctx, "db" | "now" | "log" | "config" | "signal">;

const webhookLimits = {
  maxBytes: 64_000,
  totalMs: 20_000,
  headersMs: 15_000,
  idleMs: 10_000,
  minBytesPerSecond: 1,
  maxRedirects: 0,
};

/**
 * Tells the operator of alerts that opened and of those that are over, once each, by e-mail and webhook; none where
 * neither is set up. What can't be told now is told the next time. Returns how many were told.
 */
export async function tellAlerts(ctx: Telling): Promise<number> {
  const { email, webhookUrl } = ctx.config.alerts;
  if (email === undefined && webhookUrl === undefined) return 0;
  let told = 0;
  for (let news = await claim(ctx); news !== null && !ctx.signal.aborted; news = await claim(ctx)) {
    try {
      if (webhookUrl !== undefined) await post(ctx, webhookUrl, news);
      if (email !== undefined) await mail(ctx, email, news);
      told += 1;
    } catch (error) {
      ctx.log.warn({ err: error, alertId: news.alert.id }, "an alert could not be told; it is tried again");
      await ctx.db
        .update(alerts)
        .set(news.isOver ? { overToldAt: null } : { toldAt: null })
        .where(eq(alerts.id, news.alert.id));
      return told;
    }
  }
  return told;
}

/** Takes the next news before telling it, so that processes side by side don't tell it twice. */
async function claim(ctx: Telling): Promise<News | null> {
  const now = ctx.now();
  const isNews = or(isNull(alerts.toldAt), and(isNotNull(alerts.resolvedAt), isNull(alerts.overToldAt)));
  return await ctx.db.transaction(async (tx) => {
    const [alert] = await tx
      .select()
      .from(alerts)
      .where(isNews)
      .orderBy(alerts.firstAt)
      .limit(1)
      .for("update", { skipLocked: true });
    if (!alert) return null;
    const isOver = alert.resolvedAt !== null;
    // One that began and ended since is told as over only.
    await tx
      .update(alerts)
      .set({ toldAt: alert.toldAt ?? now, ...(isOver ? { overToldAt: now } : {}) })
      .where(eq(alerts.id, alert.id));
    return { alert, isOver };
  });
}

const titleOf = ({ alert, isOver }: News): string =>
  isOver ? "Over" : alert.severity === "critical" ? "Alert" : "Warning";

async function post(ctx: Telling, url: string, news: News): Promise<void> {
  const { alert, isOver } = news;
  const { id, cause, severity, text, count, firstAt, lastAt, resolvedAt } = alert;
  const body = { id, status: isOver ? "resolved" : "open", cause, severity, text, count, firstAt, lastAt, resolvedAt };
  const answer = await requestUrl(ctx, {
    url,
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": `${id}:${isOver ? "resolved" : "open"}` },
    body: JSON.stringify(body),
    limits: webhookLimits,
  });
  if (answer.status >= 300) {
    throw new AppError("fetch_failed", `The alert webhook answered with status ${answer.status}. It is tried again.`);
  }
}

async function mail(ctx: Telling, to: string, news: News): Promise<void> {
  if (ctx.config.mail === undefined) return;
  const { alert, isOver } = news;
  const { hostname } = new URL(ctx.config.appUrl);
  const mailer = openMailer(ctx.config.mail);
  try {
    await mailer.send({
      to,
      subject: `${titleOf(news)}: ${alert.text.replace(/\s+/g, " ").slice(0, 120)}`,
      text: `${alert.text}\n\n${isOver ? `Over since ${alert.resolvedAt?.toISOString()}.` : `Since ${alert.firstAt.toISOString()}, ${alert.count} times.`}\nAlerts: ${new URL("/admin/alerts", ctx.config.appUrl).href}\n`,
      messageId: `<alert-${alert.id}-${isOver ? "over" : "open"}@${hostname}>`,
    });
  } finally {
    mailer.close();
  }
}
