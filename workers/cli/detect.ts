import { Command } from "commander";
import { AppError } from "#lib/errors.ts";
import { requestDetection } from "#lib/highlights/request-detection.ts";
import { getVod } from "#lib/vods/queries.ts";
import { CommandFailed } from "./exit-codes.ts";
import { followJobs } from "./follow-jobs.ts";
import { printHighlights } from "./highlights.ts";
import { parseId, withAccountOption } from "./options.ts";
import { withSession } from "./session.ts";

/** `vodmanager detect VOD`: runs detection now, or joins the run that is going on. */
export function detectCommand(): Command {
  return withAccountOption(new Command("detect"))
    .description("Find a VOD's highlights again. Cut, approved and trimmed ones are kept as they are.")
    .argument("<vod>", "the VOD's id", parseId)
    .action((vodId: string, options: { account?: string }) =>
      withSession(options, async (session) => {
        const { ctx, access } = session;
        const vod = await getVod(ctx, { accountId: access.accountId, vodId });
        if (vod.streamId === null)
          throw new AppError("invalid_input", "This VOD belongs to no stream, so there is no chat to look at.");
        const run = await requestDetection(ctx, {
          accountId: access.accountId,
          streamId: vod.streamId,
          trigger: "cli",
        });
        if (run.joined) process.stderr.write("A detection of this stream is already going on; waiting for it.\n");
        await session.ensureWorker();
        const rows = await followJobs(session, async () => [run.detectionRunId]);
        if (rows.some((row) => row.state !== "done")) throw new CommandFailed();
        await printHighlights(session, vodId);
      }),
    );
}
