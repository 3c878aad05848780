import { Command } from "commander";
import { AppError } from "#lib/errors.ts";
import type { DetectionRunView } from "#lib/highlights/model.ts";
import { findLatestDetectionRun } from "#lib/highlights/queries.ts";
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
        const latest = await findLatestDetectionRun(ctx, { accountId: access.accountId, streamId: vod.streamId });
        if (latest) process.stderr.write(describeRun(latest));
      }),
    );
}

/** What a run changed, and what each signal was worth to it. */
function describeRun({ diff, signalStates, lag }: DetectionRunView): string {
  const lines: string[] = [];
  if (diff) {
    const { kept, moved, added, gone } = diff;
    lines.push(`${kept} kept, ${moved} moved, ${added} new, ${gone} gone, ${diff.protected} left as you had them`);
  }
  for (const [name, { state, text }] of Object.entries(signalStates ?? {}))
    lines.push(`${name}: ${state.replace("_", " ")} (${text})`);
  if (lag) lines.push(`starts ${lag.seconds} s before the chat's reaction (from: ${lag.from})`);
  return lines.map((line) => `${line}\n`).join("");
}
