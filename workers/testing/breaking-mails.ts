import { createAuth } from "#lib/accounts/auth.ts";
import { createContext } from "#lib/context.ts";
import { tellAlerts } from "#lib/operations/tell-alerts.ts";
import type { PointName } from "#lib/points.ts";
import { sendEmails } from "#workers/sweepers.ts";
import { breakAt } from "./break-at.ts";

/**
 * Sends all that may be due, for tests of what breaks: links that `MAIL_TO` asks for, the e-mails that wait, the alerts.
 * `LATER_MINUTES`: how much later than now it is. Exit code 0: it got through.
 */
const ctx = createContext({ name: "mails" });
const now = () => new Date(Date.now() + Number(process.env.LATER_MINUTES) * 60_000);
const email = process.env.MAIL_TO!;
const breaks = breakAt(process.env);

/** Asks for a link; its e-mail is sent after the answer. */
async function awaitMail(ask: (auth: ReturnType<typeof createAuth>) => Promise<unknown>): Promise<void> {
  let arrived: () => void = () => {};
  const arrival = new Promise<void>((resolve) => (arrived = resolve));
  const atPoint = async (point: PointName) => {
    await breaks(point);
    if (point === "mail.answered") arrived();
  };
  await ask(createAuth({ ...ctx, atPoint }));
  await arrival;
}

await awaitMail((auth) => auth.api.requestPasswordReset({ body: { email } }));
await ctx.db.execute("update auth_users set email_verified = false");
await awaitMail((auth) => auth.api.sendVerificationEmail({ body: { email } }));
const breaking = { ...ctx, now, atPoint: breaks };
await sendEmails(breaking);
await tellAlerts(breaking);
await ctx.close();
process.exit(0);
