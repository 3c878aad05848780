import { and, desc, eq, lt, or } from "drizzle-orm";
import { accounts } from "#drizzle/schema/accounts.ts";
import { jobFailures } from "#drizzle/schema/operations.ts";
import type { Ctx } from "#lib/context.ts";

const pageSize = 30;

/** Failed tries of all accounts with their stacks, newest first. The caller has checked that an operator asks. */
export async function listFailures(ctx: Pick<Ctx, "db">, input: { before?: string | undefined }) {
  const [cursor] = input.before
    ? await ctx.db
        .select({ id: jobFailures.id, createdAt: jobFailures.createdAt })
        .from(jobFailures)
        .where(eq(jobFailures.id, input.before))
    : [];
  const isBefore = cursor
    ? or(
        lt(jobFailures.createdAt, cursor.createdAt),
        and(eq(jobFailures.createdAt, cursor.createdAt), lt(jobFailures.id, cursor.id)),
      )
    : undefined;
  const rows = await ctx.db
    .select({ failure: jobFailures, accountName: accounts.name })
    .from(jobFailures)
    .innerJoin(accounts, eq(accounts.id, jobFailures.accountId))
    .where(isBefore)
    .orderBy(desc(jobFailures.createdAt), desc(jobFailures.id))
    .limit(pageSize + 1);
  const failures = rows.slice(0, pageSize).map(({ failure, accountName }) => ({ ...failure, accountName }));
  return { failures, nextCursor: rows.length > pageSize ? failures.at(-1)!.id : null };
}

export type FailurePage = Awaited<ReturnType<typeof listFailures>>;
