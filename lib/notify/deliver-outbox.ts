import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { members } from "#drizzle/schema/accounts.ts";
import { authUsers } from "#drizzle/schema/auth.ts";
import { emails, notifications, outbox } from "#drizzle/schema/operations.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { reachPoint } from "#lib/points.ts";
import { listen, type Told } from "./listeners.ts";

/**
 * Turns an account's events into notifications and e-mails to be sent, each event in one transaction with the note that
 * it was delivered: whatever a crash stops is begun again from there, and nothing is told twice. Returns how many.
 */
export async function deliverOutbox(
  ctx: Pick<Ctx, "db" | "now" | "config" | "atPoint">,
  input: { accountId: AccountId },
): Promise<number> {
  for (let count = 0; ; count += 1) {
    if (!(await ctx.db.transaction((tx) => deliverNext(tx, ctx, input.accountId)))) return count;
    await reachPoint(ctx, "notify.told");
  }
}

/** Events that no job delivers: it was out of tries. By account. */
export async function listUndelivered(ctx: Pick<Ctx, "db">): Promise<AccountId[]> {
  const rows = await ctx.db
    .selectDistinct({ accountId: outbox.accountId })
    .from(outbox)
    .where(isNull(outbox.deliveredAt))
    .limit(500);
  return rows.map((row) => row.accountId as AccountId);
}

async function deliverNext(
  tx: Tx,
  ctx: Pick<Ctx, "now" | "config" | "atPoint">,
  accountId: AccountId,
): Promise<boolean> {
  const [event] = await tx
    .select()
    .from(outbox)
    .where(and(eq(outbox.accountId, accountId), isNull(outbox.deliveredAt)))
    .orderBy(asc(outbox.createdAt), asc(outbox.id))
    .limit(1)
    // Two deliveries side by side take different events.
    .for("update", { skipLocked: true });
  if (!event) return false;
  const told = await listen(tx, event);
  if (told) {
    const { title, text, href } = told.notice;
    await tx
      .insert(notifications)
      .values({ accountId, outboxId: event.id, event: event.event, title, text, href, createdAt: ctx.now() })
      .onConflictDoNothing({ target: notifications.outboxId });
    if (ctx.config.mail !== undefined) await queueEmails(tx, ctx, { accountId, event: event.event, told });
  }
  await tx.update(outbox).set({ deliveredAt: ctx.now() }).where(eq(outbox.id, event.id));
  await reachPoint(ctx, "notify.telling");
  return true;
}

/** One e-mail a member who wants them; an event of a group that waits to be sent joins its e-mail. */
async function queueEmails(
  tx: Tx,
  ctx: Pick<Ctx, "now">,
  input: { accountId: AccountId; event: string; told: NonNullable<Told> },
): Promise<void> {
  const { accountId, event, told } = input;
  const people = await tx
    .select({ email: authUsers.email })
    .from(members)
    .innerJoin(authUsers, eq(authUsers.id, members.userId))
    .where(
      and(eq(members.accountId, accountId), eq(members.wantsEmails, true), inArray(members.role, ["owner", "editor"])),
    )
    .orderBy(asc(authUsers.email));
  const items = JSON.stringify([told.notice]);
  for (const { email } of people) {
    await tx
      .insert(emails)
      .values({
        accountId,
        toAddress: email,
        event,
        groupKey: `${accountId}:${told.mailing.group}`,
        items: [told.notice],
        sendAfter: new Date(ctx.now().getTime() + told.mailing.delaySeconds * 1000),
      })
      .onConflictDoUpdate({
        target: [emails.toAddress, emails.groupKey],
        targetWhere: sql`${emails.state} = 'pending'`,
        set: { items: sql`${emails.items} || ${items}::jsonb` },
      });
  }
}
