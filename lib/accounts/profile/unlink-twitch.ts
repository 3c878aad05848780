import { and, eq, ne } from "drizzle-orm";
import { authIdentities, authUsers } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";

/** Twitch is no way in any more. Refused as `conflict` where it is the only one; done already is no error. */
export async function unlinkTwitch(
  ctx: Pick<Ctx, "db">,
  input: { userId: string },
): Promise<{ ok: true } | Refusal<"conflict">> {
  return ctx.db.transaction(async (tx) => {
    // Ways in are taken and given one after the other, or two requests could take the last two.
    await tx.select({ id: authUsers.id }).from(authUsers).where(eq(authUsers.id, input.userId)).for("update");
    const of = (isTwitch: boolean) =>
      and(
        eq(authIdentities.userId, input.userId),
        isTwitch ? eq(authIdentities.providerId, "twitch") : ne(authIdentities.providerId, "twitch"),
      );
    const others = await tx.select({ id: authIdentities.id }).from(authIdentities).where(of(false));
    if (others.length === 0) {
      const message = "Twitch is your only way in. Choose a password first: sign out, then use Forgot it?";
      return { ok: false, reason: "conflict", message };
    }
    await tx.delete(authIdentities).where(of(true));
    return { ok: true };
  });
}
