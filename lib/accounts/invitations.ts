import { and, desc, eq, gt, isNull } from "drizzle-orm";
import { invitations } from "#drizzle/schema/access.ts";
import { accounts, members } from "#drizzle/schema/accounts.ts";
import { authUsers } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError, type Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { hashSecret, makeSecret } from "#lib/platform/secret.ts";
import type { Role } from "./authorise.ts";
import { lockAccount } from "./lock-account.ts";
import { invitationMail } from "./mails.ts";
import { sendMailNow } from "./send-mail.ts";

const daysValid = 7;
/** Open invitations of one account: nobody sends e-mails without end through it. */
const mostOpen = 50;

export type InvitationView = {
  id: string;
  email: string;
  role: Role;
  isMailed: boolean;
  createdAt: Date;
  expiresAt: Date;
};

const isOpen = () => and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt));

/** Invitations of an account that nobody took up, the newest first; those whose time is over too. */
export async function listInvitations(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId },
): Promise<InvitationView[]> {
  const { id, email, role, isMailed, createdAt, expiresAt } = invitations;
  return ctx.db
    .select({ id, email, role, isMailed, createdAt, expiresAt })
    .from(invitations)
    .where(and(eq(invitations.accountId, input.accountId), isOpen()))
    .orderBy(desc(invitations.createdAt), desc(invitations.id));
}

/**
 * Invites an address to an account; an older invitation of it ends. Where e-mail is set up the link goes there and nowhere
 * else, so that who uses it has that mailbox; else `link` is for the inviter to hand on.
 */
export async function inviteMember(
  ctx: Pick<Ctx, "db" | "now" | "config" | "log">,
  input: {
    accountId: AccountId;
    accountName: string;
    email: string;
    role: Role;
    invitedBy: { id: string; name: string };
  },
): Promise<{ ok: true; id: string; link: string | null } | Refusal<"duplicate" | "cap_reached" | "conflict">> {
  const { accountId, email, role, invitedBy } = input;
  const token = makeSecret();
  const isMailed = ctx.config.mail !== undefined;
  const now = ctx.now();
  const made = await ctx.db.transaction(async (tx) => {
    await lockAccount(tx, accountId);
    const known = await tx
      .select({ userId: members.userId })
      .from(members)
      .innerJoin(authUsers, eq(authUsers.id, members.userId))
      .where(and(eq(members.accountId, accountId), eq(authUsers.email, email)));
    if (known.length > 0) return refuse("duplicate", `${email} is a member of this account already.`);
    await tx
      .update(invitations)
      .set({ revokedAt: now })
      .where(and(eq(invitations.accountId, accountId), eq(invitations.email, email), isOpen()));
    const open = await tx
      .select({ id: invitations.id })
      .from(invitations)
      .where(and(eq(invitations.accountId, accountId), isOpen(), gt(invitations.expiresAt, now)));
    if (open.length >= mostOpen) {
      return refuse("cap_reached", `${mostOpen} invitations are open. Take back some that nobody uses.`);
    }
    const expiresAt = new Date(now.getTime() + daysValid * 86_400_000);
    const values = { accountId, email, role, isMailed, invitedBy: invitedBy.id, expiresAt, createdAt: now };
    const [row] = await tx
      .insert(invitations)
      .values({ ...values, tokenHash: hashSecret(token) })
      .returning({ id: invitations.id });
    return { ok: true as const, id: row!.id };
  });
  if (!made.ok) return made;
  const link = `${ctx.config.appUrl}/invitation#${token}`;
  if (!isMailed) return { ...made, link };
  const message = invitationMail({ accountName: input.accountName, invitedBy: invitedBy.name, role, link });
  if (await sendMailNow(ctx, { to: email, ...message })) return { ...made, link: null };
  await revokeInvitation(ctx, { accountId, invitationId: made.id });
  return refuse("conflict", `The e-mail to ${email} could not be sent. Check the address and try again.`);
}

const refuse = <Reason extends string>(reason: Reason, message: string): Refusal<Reason> => ({
  ok: false,
  reason,
  message,
});

/** Takes an invitation back: its link opens nothing any more. Throws `not_found`. */
export async function revokeInvitation(
  ctx: Pick<Ctx, "db" | "now">,
  input: { accountId: AccountId; invitationId: string },
): Promise<void> {
  const ended = await ctx.db
    .update(invitations)
    .set({ revokedAt: ctx.now() })
    .where(and(eq(invitations.accountId, input.accountId), eq(invitations.id, input.invitationId), isOpen()))
    .returning({ id: invitations.id });
  if (ended.length === 0) throw new AppError("not_found", "There is no such invitation, or it was used.");
}

export type OfferedInvitation = {
  email: string;
  role: Role;
  accountName: string;
  invitedBy: string | null;
  /** Whether the address has a user already, who then signs in; told only to who has the link. */
  hasUser: boolean;
};

/** What a link offers. Throws `not_found` for one that is unknown, used, taken back or too old: all look the same. */
export async function getInvitation(
  ctx: Pick<Ctx, "db" | "now">,
  input: { token: string },
): Promise<OfferedInvitation> {
  const [row] = await ctx.db
    .select({
      email: invitations.email,
      role: invitations.role,
      accountName: accounts.name,
      invitedBy: authUsers.name,
    })
    .from(invitations)
    .innerJoin(accounts, eq(accounts.id, invitations.accountId))
    .leftJoin(authUsers, eq(authUsers.id, invitations.invitedBy))
    .where(and(eq(invitations.tokenHash, hashSecret(input.token)), isOpen(), gt(invitations.expiresAt, ctx.now())));
  if (!row) throw invitationGone();
  const known = await ctx.db.select({ id: authUsers.id }).from(authUsers).where(eq(authUsers.email, row.email));
  return { ...row, hasUser: known.length > 0 };
}

export const invitationGone = () =>
  new AppError("not_found", "This invitation was used, taken back, or is too old. Ask for a new one.");
