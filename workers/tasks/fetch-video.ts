import { authoriseJob } from "#lib/accounts/authorise.ts";
import { fetchVideo } from "#lib/vods/fetch-video.ts";
import { failVod } from "#lib/vods/process-vod.ts";
import { defineTask } from "#workers/define-task.ts";

/** Fetches a VOD's file from an address; its processing is added in the transaction that hands the file over. */
export const fetchVideoTask = defineTask("fetch_video", {
  run: (ctx, payload, report) => fetchVideo(ctx, { accountId: authoriseJob(payload), vodId: payload.vodId, report }),
  giveUp: (ctx, payload, failure) =>
    failVod(ctx, { accountId: authoriseJob(payload), vodId: payload.vodId, ...failure }),
});
