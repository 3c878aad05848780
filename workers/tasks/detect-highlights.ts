import { authoriseJob } from "#lib/accounts/authorise.ts";
import { detectHighlights, failDetection } from "#lib/highlights/detect-highlights.ts";
import { defineTask } from "#workers/define-task.ts";

/** Finds a stream's highlights; refinement follows in the same transaction. */
export const detectHighlightsTask = defineTask("detect_highlights", {
  run: async (ctx, payload, report) => {
    const { detectionRunId } = payload;
    const result = await detectHighlights(ctx, { accountId: authoriseJob(payload), detectionRunId, report });
    return result.ok ? { ok: true } : result;
  },
  giveUp: (ctx, payload, { code, message }) =>
    failDetection(ctx, { accountId: authoriseJob(payload), detectionRunId: payload.detectionRunId, code, message }),
});
