import { and, eq, isNull, lte } from "drizzle-orm";
import { highlights } from "#drizzle/schema/highlights.ts";
import { vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Precision } from "./model.ts";

/** How many ranks are looked at: what a page shows, and what detection suggests by default. */
const ranks = [5, 10];

/**
 * How many of a stream's best suggestions were right, as far as people have decided: approved, trimmed or cut ones are,
 * rejected ones are not, the others aren't counted. In order of N.
 */
export async function getPrecision(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; streamId: string },
): Promise<Precision[]> {
  const rows = await ctx.db
    .select({
      rank: highlights.rank,
      reviewState: highlights.reviewState,
      cutState: highlights.cutState,
      trimmedStartTicks: highlights.trimmedStartTicks,
    })
    .from(highlights)
    .innerJoin(vods, eq(vods.id, highlights.vodId))
    .where(
      and(
        eq(highlights.accountId, input.accountId),
        eq(vods.streamId, input.streamId),
        eq(highlights.origin, "detected"),
        isNull(highlights.hiddenAt),
        lte(highlights.rank, Math.max(...ranks)),
      ),
    );
  return ranks.map((n) => {
    const best = rows.filter((row) => row.rank !== null && row.rank <= n);
    const rejected = best.filter((row) => row.reviewState === "rejected").length;
    const right = best.filter(isRight).length;
    const judged = right + rejected;
    return { n, judged, right, precision: judged === 0 ? null : right / judged };
  });
}

type Judged = { reviewState: string; cutState: string; trimmedStartTicks: number | null };

const isRight = ({ reviewState, cutState, trimmedStartTicks }: Judged): boolean =>
  reviewState !== "rejected" && (reviewState === "approved" || cutState !== "none" || trimmedStartTicks !== null);
