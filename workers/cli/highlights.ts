import { Command } from "commander";
import { listHighlights } from "#lib/highlights/queries.ts";
import { formatTimestamp } from "#lib/time.ts";
import { getVod } from "#lib/vods/queries.ts";
import { parseId, withAccountOption } from "./options.ts";
import { type Session, withSession } from "./session.ts";

/** `vodmanager highlights VOD`: the highlights found, best first, with their reasons. */
export function highlightsCommand(): Command {
  return withAccountOption(new Command("highlights"))
    .description("List a VOD's highlights, best first, with the reasons for each.")
    .argument("<vod>", "the VOD's id", parseId)
    .option("--json", "print JSON")
    .action((vodId: string, options: { account?: string; json?: boolean }) =>
      withSession(options, async (session) => {
        await getVod(session.ctx, { accountId: session.access.accountId, vodId });
        await printHighlights(session, vodId, options.json);
      }),
    );
}

/** Prints a VOD's highlights to standard output, as lines or as JSON. */
export async function printHighlights({ ctx, access }: Session, vodId: string, json = false): Promise<void> {
  const highlights = await listHighlights(ctx, { accountId: access.accountId, vodId });
  if (json) {
    process.stdout.write(`${JSON.stringify({ highlights }, null, 2)}\n`);
    return;
  }
  if (highlights.length === 0) process.stdout.write("No highlights found.\n");
  for (const one of highlights) {
    const range = `${formatTimestamp(one.startSeconds)} - ${formatTimestamp(one.endSeconds)}`;
    const why = one.contributions.map((contribution) => contribution.label).join(", ");
    process.stdout.write(`${one.id}  ${range}  ${one.score.toFixed(2)}  ${one.cutState.padEnd(7)} ${why}\n`);
  }
}
