import { randomUUID } from "node:crypto";
import type { Ctx } from "#lib/context.ts";
import { openMailer } from "#lib/platform/mailer.ts";
import { reachPoint } from "#lib/points.ts";

/**
 * Sends one e-mail now. Returns whether the server took it; why it didn't is logged. For what somebody waits for and can
 * ask for again; what must arrive goes through `lib/notify`.
 */
export async function sendMailNow(
  ctx: Pick<Ctx, "config" | "log" | "atPoint">,
  message: { to: string; subject: string; text: string },
): Promise<boolean> {
  const { mail, appUrl } = ctx.config;
  if (!mail) return false;
  const mailer = openMailer(mail);
  try {
    await reachPoint(ctx, "mail.asked");
    await mailer.send({ ...message, messageId: `<${randomUUID()}@${new URL(appUrl).hostname}>` });
    await reachPoint(ctx, "mail.answered");
    return true;
  } catch (error) {
    ctx.log.error({ err: error, subject: message.subject }, "an e-mail could not be sent");
    return false;
  } finally {
    mailer.close();
  }
}

/** Whether e-mails can be sent at all. */
export const isSetUpForMail = (ctx: Pick<Ctx, "config">): boolean => ctx.config.mail !== undefined;
