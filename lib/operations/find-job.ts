import { and, eq } from "drizzle-orm";
import { clipAttempts } from "#drizzle/schema/clips.ts";
import { jobProgress } from "#drizzle/schema/operations.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";

export type FoundJob = { kind: "job"; row: typeof jobProgress.$inferSelect } | { kind: "clip"; clipVodId: string };

/** What an id of the jobs list names. Throws `not_found`. */
export async function getJob(ctx: Pick<Ctx, "db">, input: { accountId: AccountId; id: string }): Promise<FoundJob> {
  const [row] = await ctx.db
    .select()
    .from(jobProgress)
    .where(and(eq(jobProgress.accountId, input.accountId), eq(jobProgress.id, input.id)));
  if (row) return { kind: "job", row };
  const [attempt] = await ctx.db
    .select({ clipVodId: clipAttempts.vodId })
    .from(clipAttempts)
    .where(and(eq(clipAttempts.accountId, input.accountId), eq(clipAttempts.id, input.id)));
  if (attempt) return { kind: "clip", clipVodId: attempt.clipVodId };
  throw new AppError("not_found", "There is no such job in this account. It may be over.");
}
