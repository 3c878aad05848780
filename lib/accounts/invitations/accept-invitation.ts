import { randomUUID } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import { and, eq, gt, sql } from "drizzle-orm";
import { invitations } from "#drizzle/schema/access.ts";
import { accounts, members } from "#drizzle/schema/accounts.ts";
import { authIdentities, authUsers } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { hashSecret } from "#lib/platform/secret.ts";
import { getInvitation, invitationGone } from "./get-invitation.ts";
import { isOpen } from "./list-invitations.ts";

type Accepted = { ok: true; accountSlug: string };

/** Joins the account an invitation offers, once. Refused for a user with another address than the invited one. */
export async function acceptInvitation(
  ctx: Pick<Ctx, "db" | "now">,
  input: { token: string; user: { id: string; email: string } },
): Promise<Accepted | Refusal<"conflict">> {
  return ctx.db.transaction(async (tx) => {
    const offer = await lockOffer(ctx, tx, input.token);
    if (offer.email !== input.user.email.toLowerCase()) {
      return {
        ok: false,
        reason: "conflict",
        message: `The invitation is for ${offer.email}, and you are signed in as ${input.user.email}. Sign in with that address.`,
      };
    }
    return join(ctx, tx, offer, input.user.id);
  });
}

/** Makes a user of the invited address and joins them. Refused where the address has a user: they sign in first. */
export async function acceptAsNewUser(
  ctx: Pick<Ctx, "db" | "now">,
  input: { token: string; name: string; password: string },
): Promise<(Accepted & { email: string }) | Refusal<"conflict">> {
  // A slow hash for those alone who have a link that counts.
  await getInvitation(ctx, input);
  const password = await hashPassword(input.password);
  return ctx.db.transaction(async (tx) => {
    const offer = await lockOffer(ctx, tx, input.token);
    const { email, isMailed } = offer;
    const [user] = await tx
      .insert(authUsers)
      .values({ id: randomUUID(), email, name: input.name, emailVerified: isMailed })
      .onConflictDoNothing({ target: authUsers.email })
      .returning({ id: authUsers.id });
    if (!user) {
      return {
        ok: false,
        reason: "conflict",
        message: `${email} has a VOD Manager user already. Sign in, then open the invitation again.`,
      };
    }
    await tx
      .insert(authIdentities)
      .values({ id: randomUUID(), userId: user.id, providerId: "credential", accountId: user.id, password });
    return { ...(await join(ctx, tx, offer, user.id)), email };
  });
}

type Offer = typeof invitations.$inferSelect;

/** The open invitation of a link, locked until the transaction ends: of two who use it at once, one finds it used. */
async function lockOffer(ctx: Pick<Ctx, "now">, tx: Tx, token: string): Promise<Offer> {
  const [offer] = await tx
    .select()
    .from(invitations)
    .where(and(eq(invitations.tokenHash, hashSecret(token)), isOpen(), gt(invitations.expiresAt, ctx.now())))
    .for("update");
  if (!offer) throw invitationGone();
  return offer;
}

async function join(ctx: Pick<Ctx, "now">, tx: Tx, offer: Offer, userId: string): Promise<Accepted> {
  await tx.update(invitations).set({ acceptedAt: ctx.now() }).where(eq(invitations.id, offer.id));
  // Who was a member meanwhile, by another way, keeps the role they have.
  await tx
    .insert(members)
    .values({ accountId: offer.accountId, userId, role: offer.role, createdAt: sql`clock_timestamp()` })
    .onConflictDoNothing();
  const [account] = await tx.select({ slug: accounts.slug }).from(accounts).where(eq(accounts.id, offer.accountId));
  return { ok: true, accountSlug: account!.slug };
}
