import type { alerts } from "#drizzle/schema/operations.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { requestUrl } from "#lib/platform/http-guard/request-url.ts";
import { openMailer } from "#lib/platform/mailer.ts";

/** An alert that opened, or is over. */
export type AlertNews = { alert: typeof alerts.$inferSelect; isOver: boolean };
type Telling = Pick<Ctx, "config" | "log" | "signal">;

const webhookLimits = {
  maxBytes: 64_000,
  totalMs: 20_000,
  headersMs: 15_000,
  idleMs: 10_000,
  minBytesPerSecond: 1,
  maxRedirects: 0,
};

const titleOf = ({ alert, isOver }: AlertNews): string =>
  isOver ? "Over" : alert.severity === "critical" ? "Alert" : "Warning";

/** Posts the news to the operator's webhook, under an `Idempotency-Key` of its own. Throws unless the answer is below 300. */
export async function postAlert(ctx: Telling, { alert, isOver }: AlertNews): Promise<void> {
  const { webhookUrl } = ctx.config.alerts;
  if (webhookUrl === undefined) return;
  const { id, cause, severity, text, count, firstAt, lastAt, resolvedAt } = alert;
  const status = isOver ? "resolved" : "open";
  const answer = await requestUrl(ctx, {
    url: webhookUrl,
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": `${id}:${status}` },
    body: JSON.stringify({ id, status, cause, severity, text, count, firstAt, lastAt, resolvedAt }),
    limits: webhookLimits,
  });
  if (answer.status >= 300) {
    throw new AppError("fetch_failed", `The alert webhook answered with status ${answer.status}. It is tried again.`);
  }
}

/** E-mails the news to the operator, under a Message-ID of its own. Throws what the mail server says. */
export async function mailAlert(ctx: Telling, news: AlertNews): Promise<void> {
  const { mail, alerts: to, appUrl } = ctx.config;
  if (mail === undefined || to.email === undefined) return;
  const { alert, isOver } = news;
  const since = isOver
    ? `Over since ${alert.resolvedAt?.toISOString()}.`
    : `Since ${alert.firstAt.toISOString()}, ${alert.count} times.`;
  const mailer = openMailer(mail);
  try {
    await mailer.send({
      to: to.email,
      subject: `${titleOf(news)}: ${alert.text.replace(/\s+/g, " ").slice(0, 120)}`,
      text: `${alert.text}\n\n${since}\nAlerts: ${new URL("/admin/alerts", appUrl).href}\n`,
      messageId: `<alert-${alert.id}-${isOver ? "over" : "open"}@${new URL(appUrl).hostname}>`,
    });
  } finally {
    mailer.close();
  }
}
