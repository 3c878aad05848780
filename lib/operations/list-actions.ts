import { desc, eq } from "drizzle-orm";
import { accounts } from "#drizzle/schema/accounts.ts";
import { authUsers } from "#drizzle/schema/auth.ts";
import { adminActions } from "#drizzle/schema/operations.ts";
import type { Ctx } from "#lib/context.ts";

const listLength = 100;

/** What operators did, newest first. The caller has checked that an operator asks. */
export async function listActions(ctx: Pick<Ctx, "db">) {
  return ctx.db
    .select({
      id: adminActions.id,
      action: adminActions.action,
      subject: adminActions.subject,
      actorName: authUsers.name,
      accountName: accounts.name,
      createdAt: adminActions.createdAt,
    })
    .from(adminActions)
    .leftJoin(authUsers, eq(authUsers.id, adminActions.actorUserId))
    .leftJoin(accounts, eq(accounts.id, adminActions.accountId))
    .orderBy(desc(adminActions.createdAt), desc(adminActions.id))
    .limit(listLength);
}

export type ActionView = Awaited<ReturnType<typeof listActions>>[number];
