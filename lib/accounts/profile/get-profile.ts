import { eq } from "drizzle-orm";
import { authIdentities, authUsers } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";

/** What a user is known by here, and by which ways they get in. */
export type Profile = {
  name: string;
  email: string;
  hasPassword: boolean;
  /** Since when Twitch is a way in; null: it is none. */
  twitchSince: Date | null;
  /** Twitch is set up at this installation. */
  offersTwitch: boolean;
  /** A new address counts when its e-mail is answered; without e-mail at once. */
  confirmsAddresses: boolean;
};

/** A user's own profile. Throws `not_found`. */
export async function getProfile(ctx: Pick<Ctx, "db" | "config">, input: { userId: string }): Promise<Profile> {
  const [user] = await ctx.db
    .select({ name: authUsers.name, email: authUsers.email })
    .from(authUsers)
    .where(eq(authUsers.id, input.userId));
  if (!user) throw new AppError("not_found", "This user is gone. Sign in again.");
  const ways = await ctx.db
    .select({ providerId: authIdentities.providerId, createdAt: authIdentities.createdAt })
    .from(authIdentities)
    .where(eq(authIdentities.userId, input.userId));
  return {
    ...user,
    hasPassword: ways.some((one) => one.providerId === "credential"),
    twitchSince: ways.find((one) => one.providerId === "twitch")?.createdAt ?? null,
    offersTwitch: ctx.config.twitch !== undefined,
    confirmsAddresses: ctx.config.mail !== undefined,
  };
}
