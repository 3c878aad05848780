import { authoriseJob } from "#lib/accounts/authorise.ts";
import { deleteVod } from "#lib/vods/retention/delete-vod.ts";
import { defineTask } from "../define-task.ts";

/** Deletes what is left of a VOD or clip that is `deleting`. Given up, it stays that: a sweeper begins anew. */
export const deleteVodTask = defineTask("delete_vod", {
  run: async (ctx, payload) => {
    await deleteVod(ctx, { accountId: authoriseJob(payload), vodId: payload.vodId });
  },
  giveUp: async () => {},
});
