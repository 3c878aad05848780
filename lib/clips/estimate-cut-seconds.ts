import { and, desc, eq } from "drizzle-orm";
import { clipAttempts } from "#drizzle/schema/clips.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Queryable } from "#lib/platform/db/client.ts";
import type { CutPlan } from "./model.ts";

/** How long a cut took, and how many frames it encoded anew. */
export type TimedCut = { framesEncoded: number; seconds: number };
type Estimate = (framesToEncode: number) => number | null;

const mostCuts = 30;

/** How long an exact cut takes here, going by the account's newest ones; null before there are any. */
export async function readCutTimes(db: Queryable, input: { accountId: AccountId }): Promise<Estimate> {
  const { plan, startedAt, finishedAt } = clipAttempts;
  const rows = await db
    .select({ plan, startedAt, finishedAt })
    .from(clipAttempts)
    .where(
      and(eq(clipAttempts.accountId, input.accountId), eq(clipAttempts.state, "ready"), eq(clipAttempts.mode, "exact")),
    )
    .orderBy(desc(clipAttempts.finishedAt))
    .limit(mostCuts);
  return fitCutTimes(
    rows.flatMap((row) => {
      const made = (row.plan as CutPlan | null)?.made;
      if (!made || !row.startedAt || !row.finishedAt) return [];
      return [{ framesEncoded: made.framesEncoded, seconds: (+row.finishedAt - +row.startedAt) / 1000 }];
    }),
  );
}

/** The least-squares line through what cuts took by frames encoded, never falling and never below zero. Pure. */
export function fitCutTimes(cuts: readonly TimedCut[]): Estimate {
  if (cuts.length === 0) return () => null;
  const mean = (of: (cut: TimedCut) => number) => cuts.reduce((sum, cut) => sum + of(cut), 0) / cuts.length;
  const frames = mean((cut) => cut.framesEncoded);
  const seconds = mean((cut) => cut.seconds);
  const spread = mean((cut) => (cut.framesEncoded - frames) ** 2);
  const joint = mean((cut) => (cut.framesEncoded - frames) * (cut.seconds - seconds));
  const perFrame = spread > 0 ? Math.max(0, joint / spread) : 0;
  return (framesToEncode) => Math.max(0, seconds + perFrame * (framesToEncode - frames));
}
