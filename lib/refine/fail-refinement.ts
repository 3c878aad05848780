import { and, eq, inArray, sql } from "drizzle-orm";
import { highlights } from "#drizzle/schema/highlights.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";

/** Puts what a run leaves unrefined into its failed state; the detected bounds stay usable. */
export async function failRefinement(
  ctx: Pick<Ctx, "db" | "now">,
  input: { accountId: AccountId; detectionRunId: string; message: string },
): Promise<void> {
  await ctx.db
    .update(highlights)
    .set({
      refineState: "failed",
      refineReason: input.message,
      version: sql`${highlights.version} + 1`,
      updatedAt: ctx.now(),
    })
    .where(
      and(
        eq(highlights.detectionRunId, input.detectionRunId),
        eq(highlights.accountId, input.accountId),
        inArray(highlights.refineState, ["queued", "running"]),
      ),
    );
}
