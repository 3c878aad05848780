import { and, eq, isNull, lt, sql } from "drizzle-orm";
import { keptAnswers } from "#drizzle/schema/access.ts";
import type { Ctx } from "#lib/context.ts";

type Claim = { caller: string; key: string };
export type KeptAnswer = { status: number; contentType: string; body: unknown };

export type ClaimedAnswer =
  | { state: "mine" }
  | { state: "kept"; answer: KeptAnswer }
  /** The key was used for something else. */
  | { state: "other_request" }
  | { state: "in_flight" };

const hoursKept = 24;
/** A request that has no answer after so long died with its process; the key may be used again. */
const abandonedMinutes = 15;

/**
 * Says who works on a request: the first with its key does, those after it get its answer. Settled by the primary key, so
 * that of two at the same moment, at two webs, one works.
 */
export async function claimAnswer(
  ctx: Pick<Ctx, "db" | "now">,
  input: Claim & { requestHash: string },
): Promise<ClaimedAnswer> {
  const { caller, key, requestHash } = input;
  const at = sql`${ctx.now().toISOString()}::timestamptz`;
  const values = { caller, key, requestHash, createdAt: ctx.now() };
  const isOver = sql`${keptAnswers.createdAt} < ${at} - make_interval(hours => ${hoursKept})
    or (${keptAnswers.status} is null and ${keptAnswers.createdAt} < ${at} - make_interval(mins => ${abandonedMinutes}))`;
  const [mine] = await ctx.db
    .insert(keptAnswers)
    .values(values)
    .onConflictDoUpdate({
      target: [keptAnswers.caller, keptAnswers.key],
      set: { requestHash, status: null, contentType: null, body: null, createdAt: values.createdAt },
      setWhere: isOver,
    })
    .returning({ key: keptAnswers.key });
  if (mine) return { state: "mine" };
  const [row] = await ctx.db.select().from(keptAnswers).where(isOf(input));
  // Gone between the two statements: the first one failed just now.
  if (!row) return { state: "in_flight" };
  if (row.requestHash !== requestHash) return { state: "other_request" };
  if (row.status === null) return { state: "in_flight" };
  return { state: "kept", answer: { status: row.status, contentType: row.contentType!, body: row.body } };
}

/** Keeps the answer for those who ask again. */
export async function keepAnswer(ctx: Pick<Ctx, "db">, input: Claim & { answer: KeptAnswer }): Promise<void> {
  await ctx.db.update(keptAnswers).set(input.answer).where(isOf(input));
}

/** Gives the key back: the request failed in a way that trying again may help. */
export async function dropClaim(ctx: Pick<Ctx, "db">, input: Claim): Promise<void> {
  await ctx.db.delete(keptAnswers).where(and(isOf(input), isNull(keptAnswers.status)));
}

/** Deletes answers that are older than they are kept. Returns how many. */
export async function deleteOldAnswers(ctx: Pick<Ctx, "db" | "now">): Promise<number> {
  const oldest = new Date(ctx.now().getTime() - hoursKept * 3_600_000);
  const gone = await ctx.db.delete(keptAnswers).where(lt(keptAnswers.createdAt, oldest));
  return gone.rowCount ?? 0;
}

const isOf = ({ caller, key }: Claim) => and(eq(keptAnswers.caller, caller), eq(keptAnswers.key, key));
