import { Command } from "commander";
import { formatBytes, formatTimestamp } from "#lib/time.ts";
import { listStreams } from "#lib/vods/queries.ts";
import { withAccountOption } from "./options.ts";
import { withSession } from "./session.ts";

/** `vodmanager vods`: what is stored, with the ids other commands take. */
export function vodsCommand(): Command {
  return withAccountOption(new Command("vods"))
    .description("List the stored VODs with their ids.")
    .option("--json", "print JSON")
    .action((options: { account?: string; json?: boolean }) =>
      withSession(options, async ({ ctx, access }) => {
        const streams = await listStreams(ctx, { accountId: access.accountId });
        const vods = streams.flatMap((stream) => stream.vods.map((vod) => ({ ...vod, streamId: stream.streamId })));
        if (options.json) {
          process.stdout.write(`${JSON.stringify({ vods }, null, 2)}\n`);
          return;
        }
        if (vods.length === 0)
          process.stdout.write(
            "Nothing is stored yet. Import a recording: vodmanager import --video FILE --chat FILE\n",
          );
        for (const vod of vods) {
          const length = vod.durationMs === null ? "-" : formatTimestamp(vod.durationMs / 1000, 0);
          process.stdout.write(
            `${vod.id}  ${vod.state.padEnd(10)} ${length.padStart(8)} ${formatBytes(vod.sizeBytes).padStart(9)}  ${vod.title}\n`,
          );
          if (vod.failureText) process.stdout.write(`    ${vod.failureText}\n`);
        }
      }),
    );
}
