import { and, eq, sql } from "drizzle-orm";
import { highlights } from "#drizzle/schema/highlights.ts";
import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { enqueueJob } from "#lib/jobs.ts";

/** Refines again what a detection run left with a failed refinement, under the same caps. */
export async function retryRefinementRun(
  ctx: Pick<Ctx, "db" | "now">,
  input: { accountId: AccountId; detectionRunId: string },
): Promise<{ ok: true } | Refusal<"conflict">> {
  const { accountId, detectionRunId } = input;
  return ctx.db.transaction(async (tx) => {
    const again = await tx
      .update(highlights)
      .set({
        refineState: "queued",
        refineReason: null,
        version: sql`${highlights.version} + 1`,
        updatedAt: ctx.now(),
      })
      .where(
        and(
          eq(highlights.detectionRunId, detectionRunId),
          eq(highlights.accountId, accountId),
          eq(highlights.refineState, "failed"),
        ),
      )
      .returning({ id: highlights.id });
    if (again.length === 0) {
      const message = "Nothing is left to refine: its highlights were refined or replaced since.";
      return { ok: false, reason: "conflict", message };
    }
    await enqueueJob(tx, "refine_highlights", { accountId, detectionRunId });
    return { ok: true };
  });
}
