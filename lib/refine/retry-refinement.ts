import { and, eq, inArray, sql } from "drizzle-orm";
import { highlights } from "#drizzle/schema/highlights.ts";
import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { enqueueJob } from "#lib/jobs.ts";

/** Refines a highlight whose refinement failed or was skipped again, under the same caps. */
export async function retryRefinement(
  ctx: Pick<Ctx, "db" | "now">,
  input: { accountId: AccountId; highlightId: string },
): Promise<{ ok: true } | Refusal<"conflict">> {
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .update(highlights)
      .set({
        refineState: "queued",
        refineReason: null,
        version: sql`${highlights.version} + 1`,
        updatedAt: ctx.now(),
      })
      .where(
        and(
          eq(highlights.id, input.highlightId),
          eq(highlights.accountId, input.accountId),
          inArray(highlights.refineState, ["failed", "skipped"]),
        ),
      )
      .returning({ detectionRunId: highlights.detectionRunId });
    if (!row?.detectionRunId) {
      return {
        ok: false,
        reason: "conflict",
        message: "Only a highlight of a detection run whose refinement failed or was skipped can be refined again.",
      };
    }
    const { detectionRunId } = row;
    await enqueueJob(tx, "refine_highlights", { accountId: input.accountId, detectionRunId });
    return { ok: true };
  });
}
