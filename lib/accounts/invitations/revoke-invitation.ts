import { and, eq } from "drizzle-orm";
import { invitations } from "#drizzle/schema/access.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { isOpen } from "./list-invitations.ts";

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
