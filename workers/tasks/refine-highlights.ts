import { authoriseJob } from "#lib/accounts/authorise.ts";
import { failRefinement } from "#lib/refine/fail-refinement.ts";
import { refineHighlights } from "#lib/refine/refine-highlights.ts";
import { defineTask } from "../define-task.ts";

/** Refines the best highlights of a detection run. */
export const refineHighlightsTask = defineTask("refine_highlights", {
  run: async (ctx, payload, report) => {
    const { detectionRunId } = payload;
    const result = await refineHighlights(ctx, { accountId: authoriseJob(payload), detectionRunId, report });
    return result.ok ? { ok: true } : result;
  },
  giveUp: (ctx, payload, { message }) =>
    failRefinement(ctx, { accountId: authoriseJob(payload), detectionRunId: payload.detectionRunId, message }),
});
