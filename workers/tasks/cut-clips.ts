import { authoriseJob } from "#lib/accounts/authorise.ts";
import { cutClips } from "#lib/clips/cut-clips.ts";
import { failCuts } from "#lib/clips/fail-cut.ts";
import { defineTask } from "../define-task.ts";

/** Cuts every queued clip of one source VOD. */
export const cutClipsTask = defineTask("cut_clips", {
  run: async (ctx, payload, report) => {
    const result = await cutClips(ctx, { accountId: authoriseJob(payload), vodId: payload.vodId, report });
    return result.ok ? { ok: true } : result;
  },
  giveUp: (ctx, payload, failure) =>
    failCuts(ctx, { accountId: authoriseJob(payload), vodId: payload.vodId, ...failure }),
});
