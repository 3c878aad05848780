import { and, desc, eq, sql } from "drizzle-orm";
import { members } from "#drizzle/schema/accounts.ts";
import { notifications } from "#drizzle/schema/operations.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";

export type NotificationView = {
  id: string;
  event: string;
  title: string;
  text: string;
  href: string | null;
  createdAt: Date;
  isNew: boolean;
};

export type Bell = { notifications: NotificationView[]; newCount: number; wantsEmails: boolean; sendsEmails: boolean };

const shown = 100;

/** The account's newest notifications as one member sees them. */
export async function getBell(
  ctx: Pick<Ctx, "db" | "config">,
  input: { accountId: AccountId; userId: string },
): Promise<Bell> {
  const [member] = await ctx.db.select().from(members).where(isMember(input));
  const seenAt = member?.notificationsSeenAt ?? new Date(0);
  const rows = await ctx.db
    .select()
    .from(notifications)
    .where(eq(notifications.accountId, input.accountId))
    .orderBy(desc(notifications.createdAt), desc(notifications.id))
    .limit(shown);
  const list = rows.map(({ id, event, title, text, href, createdAt }) => {
    return { id, event, title, text, href, createdAt, isNew: createdAt > seenAt };
  });
  return {
    notifications: list,
    newCount: list.filter((one) => one.isNew).length,
    wantsEmails: member?.wantsEmails ?? false,
    sendsEmails: ctx.config.mail !== undefined,
  };
}

/** Notes that a member saw the notifications up to `upTo`; earlier than before changes nothing. */
export async function seeNotifications(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; userId: string; upTo: Date },
): Promise<void> {
  await ctx.db
    .update(members)
    .set({ notificationsSeenAt: sql`greatest(${members.notificationsSeenAt}, ${input.upTo}::timestamptz)` })
    .where(isMember(input));
}

/** Whether a member wants the account's notifications by e-mail, too. */
export async function setEmailWish(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; userId: string; wantsEmails: boolean },
): Promise<void> {
  await ctx.db.update(members).set({ wantsEmails: input.wantsEmails }).where(isMember(input));
}

const isMember = (input: { accountId: AccountId; userId: string }) =>
  and(eq(members.accountId, input.accountId), eq(members.userId, input.userId));
