import { and, eq, gt } from "drizzle-orm";
import { invitations } from "#drizzle/schema/access.ts";
import { members } from "#drizzle/schema/accounts.ts";
import { authUsers } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { hashSecret, makeSecret } from "#lib/platform/secret.ts";
import type { Role } from "../authorise.ts";
import { lockAccount } from "../lock-account.ts";
import { invitationMail } from "../sign-in/mails.ts";
import { sendMailNow } from "../sign-in/send-mail.ts";
import { isOpen } from "./list-invitations.ts";
import { revokeInvitation } from "./revoke-invitation.ts";

const daysValid = 7;
/** Open invitations of one account: nobody sends e-mails without end through it. */
const mostOpen = 50;

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
