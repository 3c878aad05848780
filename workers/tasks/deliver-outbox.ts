import { authoriseJob } from "#lib/accounts/authorise.ts";
import { deliverOutbox } from "#lib/notify/deliver-outbox.ts";
import { defineTask } from "../define-task.ts";
import { sendEmails } from "../sweepers.ts";

/** Tells what happened in an account, and sends the e-mails that are due at once. Given up, a sweeper begins anew. */
export const deliverOutboxTask = defineTask("deliver_outbox", {
  run: async (ctx, payload) => {
    await deliverOutbox(ctx, { accountId: authoriseJob(payload) });
    await sendEmails(ctx);
  },
  giveUp: async () => {},
});
