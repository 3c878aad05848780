import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import { asc, sql } from "drizzle-orm";
import type { z } from "zod";
import { accounts, members, plans } from "#drizzle/schema/accounts.ts";
import { authIdentities, authUsers } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import { chooseSlug } from "../choose-slug.ts";
import type { setUpInput } from "../schema.ts";

/** Whether the installation has no user yet, so that its first start is still to come. */
export async function isSetUpOpen(ctx: Pick<Ctx, "db">): Promise<boolean> {
  const [user] = await ctx.db.select({ id: authUsers.id }).from(authUsers).limit(1);
  return user === undefined;
}

/**
 * What whoever sets the installation up must know: it stands in the web's log, and `vodmanager setup-code` prints it.
 * Else the first visitor of a new installation on a network would own it. The same on every host with the same secret.
 */
export const setUpCode = (config: Pick<Ctx["config"], "authSecret">): string =>
  createHmac("sha256", config.authSecret).update("vodmanager first start").digest("hex").slice(0, 16);

/** Makes the first user, who operates the installation, and their account. Once: of two at the same time, one is refused. */
export async function setUpInstallation(
  ctx: Pick<Ctx, "db" | "config">,
  input: z.output<typeof setUpInput>,
): Promise<{ ok: true; email: string } | Refusal<"conflict" | "forbidden">> {
  if (!isSame(input.code.toLowerCase(), setUpCode(ctx.config))) {
    return {
      ok: false,
      reason: "forbidden",
      message: "The code is wrong. It is in the web's log; copy it from there.",
    };
  }
  const password = await hashPassword(input.password);
  return ctx.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('first start', 0))`);
    if (!(await isSetUpOpen({ db: tx as unknown as Ctx["db"] }))) {
      return { ok: false, reason: "conflict", message: "This installation is set up already. Sign in." };
    }
    const [plan] = await tx
      .select({ id: plans.id })
      .from(plans)
      .orderBy(sql`(${plans.id} = 'creator') desc`, asc(plans.id));
    if (!plan) return { ok: false, reason: "conflict", message: 'There is no plan yet. Run "vodmanager plans" once.' };
    const userId = randomUUID();
    const { email, name, accountName } = input;
    await tx.insert(authUsers).values({ id: userId, email, name, emailVerified: true, isAdmin: true });
    await tx
      .insert(authIdentities)
      .values({ id: randomUUID(), userId, providerId: "credential", accountId: userId, password });
    const [account] = await tx
      .insert(accounts)
      .values({ slug: await chooseSlug(tx, accountName), name: accountName, planId: plan.id })
      .returning({ id: accounts.id });
    await tx.insert(members).values({ accountId: account!.id, userId, role: "owner" });
    return { ok: true, email };
  });
}

const isSame = (given: string, wanted: string): boolean =>
  given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted));
