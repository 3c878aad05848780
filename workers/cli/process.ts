import { Command } from "commander";
import { getVod } from "#lib/vods/queries.ts";
import { retryVod } from "#lib/vods/retry-vod.ts";
import { CommandFailed } from "./exit-codes.ts";
import { followJobs } from "./follow-jobs.ts";
import { parseId, withAccountOption } from "./options.ts";
import { withSession } from "./session.ts";

/** `vodmanager process VOD`: processes a VOD that isn't ready yet, or tries a failed one again. */
export function processCommand(): Command {
  return withAccountOption(new Command("process"))
    .description("Process a VOD that is not ready yet, or try a failed one again.")
    .argument("<vod>", "the VOD's id", parseId)
    .action((vodId: string, options: { account?: string }) =>
      withSession(options, async (session) => {
        const { ctx, access } = session;
        const vod = await getVod(ctx, { accountId: access.accountId, vodId });
        if (vod.state === "ready") {
          process.stdout.write(`VOD ${vodId} is ready.\n`);
          return;
        }
        if (vod.state === "failed") await retryVod(ctx, { accountId: access.accountId, vodId });
        await session.ensureWorker();
        const rows = await followJobs(
          session,
          async () => [vodId],
          (row) => row.task === "process_vod",
        );
        if (rows.some((row) => row.state !== "done")) throw new CommandFailed();
        process.stdout.write(`VOD ${vodId} is ready.\n`);
      }),
    );
}
