import { and, eq, sql } from "drizzle-orm";
import { accounts } from "#drizzle/schema/accounts.ts";
import { emails } from "#drizzle/schema/operations.ts";
import type { Ctx } from "#lib/context.ts";
import type { Mailer } from "#lib/platform/mailer.ts";
import { redact } from "#lib/platform/redact.ts";
import { secretsOf } from "#lib/platform/secrets.ts";
import { reachPoint } from "#lib/points.ts";
import { composeMail, type Notice } from "./model.ts";

type Email = typeof emails.$inferSelect;

/** After this long a claimed e-mail's sender is taken for dead. */
const claimMinutes = 10;
/** Tries, with a wait that doubles from a minute to two hours: about a day. */
const maxTries = 16;

/** Minutes to wait after the n-th failed try. Pure. */
export const retryDelayMinutes = (tries: number): number => Math.min(120, 2 ** (tries - 1));

/**
 * Sends the e-mails that are due, whatever the account. Each is claimed first, so that workers side by side don't send
 * the same one. A worker that dies between the server's yes and our note of it leaves one that is sent again under the
 * same Message-ID, by which mail programs know it. Failures are tried again for about a day. Returns how many were sent.
 */
export async function sendDueEmails(
  ctx: Pick<Ctx, "db" | "now" | "log" | "config" | "signal" | "atPoint">,
  input: { mailer: Mailer },
): Promise<number> {
  let count = 0;
  while (!ctx.signal.aborted) {
    const email = await claim(ctx);
    if (!email) return count;
    await reachPoint(ctx, "mail.claimed");
    try {
      await input.mailer.send(await messageOf(ctx, email));
    } catch (error) {
      await putBack(ctx, email, error);
      continue;
    }
    await reachPoint(ctx, "mail.sent");
    await ctx.db
      .update(emails)
      .set({ state: "sent", sentAt: ctx.now(), failureText: null })
      .where(and(eq(emails.id, email.id), eq(emails.state, "sending")));
    count += 1;
  }
  return count;
}

/** Days that an e-mail waits for a mail server to be set up again. */
const longestWaitDays = 3;

/** Gives up e-mails that have waited for days: without a server nobody sends them. Returns how many. */
export async function giveUpUnsent(ctx: Pick<Ctx, "db" | "now">): Promise<number> {
  const failureText = "No mail server was set up (SMTP_URL) for so long that this would be no news any more.";
  const { rowCount } = await ctx.db.execute(sql`
    update emails set state = 'failed', failure_text = ${failureText}
    where state in ('pending', 'sending')
      and created_at < ${ctx.now()}::timestamptz - make_interval(days => ${longestWaitDays})`);
  return rowCount ?? 0;
}

async function claim(ctx: Pick<Ctx, "db" | "now">): Promise<Email | null> {
  const now = ctx.now();
  const due = sql`select e.id from emails e
    where (e.state = 'pending' and e.send_after <= ${now}::timestamptz)
      or (e.state = 'sending' and e.claimed_at < ${now}::timestamptz - make_interval(mins => ${claimMinutes}))
    order by e.send_after limit 1 for update skip locked`;
  const [email] = await ctx.db
    .update(emails)
    .set({ state: "sending", claimedAt: now, tries: sql`${emails.tries} + 1` })
    .where(sql`${emails.id} = (${due})`)
    .returning();
  return email ?? null;
}

async function messageOf(ctx: Pick<Ctx, "db" | "config">, email: Email) {
  const [account] = await ctx.db.select({ name: accounts.name }).from(accounts).where(eq(accounts.id, email.accountId));
  const { appUrl } = ctx.config;
  const items = email.items as Notice[];
  const content = composeMail({ items, accountName: account?.name ?? "", appUrl });
  return { to: email.toAddress, messageId: `<${email.id}@${new URL(appUrl).hostname}>`, ...content };
}

async function putBack(ctx: Pick<Ctx, "db" | "now" | "log" | "config">, email: Email, error: unknown): Promise<void> {
  ctx.log.warn({ err: error, emailId: email.id, tries: email.tries }, "an e-mail could not be sent");
  // A server may repeat what it was told, the password included.
  const said = error instanceof Error ? error.message : "unknown";
  const failureText = redact(said, secretsOf(ctx.config)).slice(0, 500);
  const waitMs = retryDelayMinutes(email.tries) * 60_000;
  const isOver = email.tries >= maxTries;
  // A later event of its group may have begun the next e-mail: only one of a group may be pending.
  await ctx.db
    .update(emails)
    .set(
      isOver
        ? { state: "failed", failureText }
        : {
            state: "pending",
            groupKey: `retry:${email.id}`,
            sendAfter: new Date(ctx.now().getTime() + waitMs),
            failureText,
          },
    )
    .where(and(eq(emails.id, email.id), eq(emails.state, "sending")));
}
