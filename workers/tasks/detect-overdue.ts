import { authoriseJob } from "#lib/accounts/authorise.ts";
import { requestOverdueDetection } from "#lib/highlights/request-detection.ts";
import { defineTask } from "#workers/define-task.ts";

/** Detection doesn't wait for ever for a chat or events file that isn't read. */
export const detectOverdueTask = defineTask("detect_overdue", {
  run: (ctx, payload) => requestOverdueDetection(ctx, { accountId: authoriseJob(payload), streamId: payload.streamId }),
  // A stream without a detection is none that failed: "Find again" is there.
  giveUp: async () => {},
});
