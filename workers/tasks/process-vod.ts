import { authoriseJob } from "#lib/accounts/authorise.ts";
import { requestDetectionWhenComplete } from "#lib/highlights/request-detection.ts";
import { failVod, processVod } from "#lib/vods/process-vod.ts";
import { defineTask } from "#workers/define-task.ts";

/** Makes an imported VOD ready; detection follows by itself once the stream's signals are in, too. */
export const processVodTask = defineTask("process_vod", {
  run: (ctx, payload, report) => {
    const accountId = authoriseJob(payload);
    return processVod(ctx, {
      accountId,
      vodId: payload.vodId,
      report,
      onReady: (tx, { streamId }) => requestDetectionWhenComplete(tx, { accountId, streamId, now: ctx.now() }),
    });
  },
  giveUp: (ctx, payload, failure) =>
    failVod(ctx, { accountId: authoriseJob(payload), vodId: payload.vodId, ...failure }),
});
