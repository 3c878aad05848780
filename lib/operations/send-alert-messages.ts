import { and, eq, sql } from "drizzle-orm";
import { alertMessages, alerts } from "#drizzle/schema/operations.ts";
import type { Ctx } from "#lib/context.ts";
import { retryDelayMinutes } from "#lib/notify/send-emails.ts";
import { redact } from "#lib/platform/redact.ts";
import { secretsOf } from "#lib/platform/secrets.ts";
import { reachPoint } from "#lib/points.ts";
import { alertChannels } from "./note-alert-messages.ts";
import { mailAlert, postAlert } from "./tell-one-alert.ts";

type Message = typeof alertMessages.$inferSelect;
type Sending = Pick<Ctx, "db" | "now" | "log" | "config" | "signal" | "atPoint">;

/** After this long a claimed message's sender is taken for dead: longer than any send may take. */
const claimMinutes = 5;
/** With waits that double from a minute to two hours: about a day. */
const maxTries = 16;

/**
 * Sends the messages about alerts that are due. Each is claimed first, so that workers side by side don't send the same
 * one; what fails is tried again by itself, whatever became of the other channel. A worker that dies between the server's
 * yes and our note of it leaves one that is sent again under the same id. Returns how many were sent.
 */
export async function sendAlertMessages(ctx: Sending): Promise<number> {
  let count = 0;
  while (!ctx.signal.aborted) {
    const message = await claim(ctx);
    if (!message) return count;
    await reachPoint(ctx, "alert.claimed");
    try {
      await send(ctx, message);
    } catch (error) {
      await putBack(ctx, message, error);
      continue;
    }
    await reachPoint(ctx, "alert.sent");
    await settle(ctx, message, { state: "sent", sentAt: ctx.now(), failureText: null });
    count += 1;
  }
  return count;
}

/** The next that is due; what an alert is told by one channel stays in its order. */
async function claim(ctx: Pick<Ctx, "db" | "now">): Promise<Message | null> {
  const now = ctx.now();
  const due = sql`select m.id from alert_messages m
    where ((m.state = 'pending' and m.send_after <= ${now}::timestamptz)
      or (m.state = 'sending' and m.claimed_at < ${now}::timestamptz - make_interval(mins => ${claimMinutes})))
      and not exists (select 1 from alert_messages e where e.alert_id = m.alert_id and e.channel = m.channel
        and e.created_at < m.created_at and e.state in ('pending', 'sending'))
    order by m.send_after limit 1 for update skip locked`;
  const [message] = await ctx.db
    .update(alertMessages)
    .set({ state: "sending", claimedAt: now, tries: sql`${alertMessages.tries} + 1` })
    .where(sql`${alertMessages.id} = (${due})`)
    .returning();
  return message ?? null;
}

async function send(ctx: Sending, message: Message): Promise<void> {
  const [alert] = await ctx.db.select().from(alerts).where(eq(alerts.id, message.alertId));
  // Gone with its account; or a channel that is set up no more has nobody at its end.
  if (!alert || !alertChannels(ctx.config).includes(message.channel)) return;
  const news = { alert, isOver: message.news === "over" };
  await (message.channel === "webhook" ? postAlert(ctx, news) : mailAlert(ctx, news));
}

async function putBack(ctx: Sending, message: Message, error: unknown): Promise<void> {
  const { id, alertId, channel, tries } = message;
  const isOver = tries >= maxTries;
  const said = error instanceof Error ? error.message : "unknown";
  const failureText = redact(said, secretsOf(ctx.config)).slice(0, 500);
  const why = isOver ? "an alert could not be told and is given up" : "an alert could not be told; it is tried again";
  ctx.log[isOver ? "error" : "warn"]({ err: error, alertMessageId: id, alertId, channel, tries }, why);
  const sendAfter = new Date(ctx.now().getTime() + retryDelayMinutes(tries) * 60_000);
  await settle(ctx, message, isOver ? { state: "failed", failureText } : { state: "pending", failureText, sendAfter });
}

/** Writes what became of a message, unless another sender has it by now. */
async function settle(
  ctx: Pick<Ctx, "db">,
  message: Message,
  changes: Partial<typeof alertMessages.$inferInsert>,
): Promise<void> {
  const { id, tries } = message;
  const isOurs = and(eq(alertMessages.id, id), eq(alertMessages.state, "sending"), eq(alertMessages.tries, tries));
  await ctx.db.update(alertMessages).set(changes).where(isOurs);
}
