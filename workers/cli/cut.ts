import { Command, Option } from "commander";
import type { CutMode } from "#lib/clips/model.ts";
import { listClips } from "#lib/clips/queries.ts";
import { requestCuts } from "#lib/clips/request-cuts.ts";
import { AppError } from "#lib/errors.ts";
import { getHighlight } from "#lib/highlights/queries.ts";
import { formatBytes, formatTimestamp } from "#lib/time.ts";
import { CommandFailed } from "./exit-codes.ts";
import { followJobs } from "./follow-jobs.ts";
import { collectIds, parseId, withAccountOption } from "./options.ts";
import { type Session, withSession } from "./session.ts";

type CutOptions = { account?: string; all?: boolean; highlight?: string[]; mode: CutMode; anyway?: boolean };

const withCutOptions = (command: Command): Command =>
  withAccountOption(command)
    .addOption(
      new Option("--mode <mode>", "exact: to the frame; fast: starts at the keyframe before")
        .choices(["exact", "fast"])
        .default("exact"),
    )
    .option("--anyway", "cut also what was judged not to be a clip");

/** `vodmanager cut VOD --all | --highlight ID...` */
export function cutCommand(): Command {
  return withCutOptions(new Command("cut"))
    .description("Cut highlights of a VOD into clips.")
    .argument("<vod>", "the VOD's id", parseId)
    .option("--all", "every highlight that isn't rejected")
    .option("--highlight <ids...>", "these highlights", collectIds)
    .action((vodId: string, options: CutOptions) => {
      if ((options.all === true) === (options.highlight !== undefined)) {
        throw new AppError(
          "invalid_input",
          "Say which highlights to cut: either --all, or --highlight with one or more ids.",
        );
      }
      return withSession(options, (session) => cut(session, vodId, options.highlight ?? "all", options));
    });
}

/** `vodmanager generate-highlight-clip ID` */
export function generateHighlightClipCommand(): Command {
  return withCutOptions(new Command("generate-highlight-clip"))
    .description("Cut one highlight into a clip.")
    .argument("<highlight>", "the highlight's id", parseId)
    .action((highlightId: string, options: CutOptions) =>
      withSession(options, async (session) => {
        const { vodId } = await getHighlight(session.ctx, { accountId: session.access.accountId, highlightId });
        await cut(session, vodId, [highlightId], options);
      }),
    );
}

async function cut(
  session: Session,
  vodId: string,
  highlightIds: string[] | "all",
  options: CutOptions,
): Promise<void> {
  const { ctx, access } = session;
  const { accountId } = access;
  const { outcomes } = await requestCuts(ctx, {
    accountId,
    vodId,
    highlightIds,
    mode: options.mode,
    anyway: options.anyway ?? false,
    actorUserId: null,
  });
  for (const outcome of outcomes) if (!outcome.ok) process.stderr.write(`${outcome.highlightId}: ${outcome.message}\n`);
  const wanted = new Set(outcomes.flatMap((outcome) => (outcome.ok ? [outcome.highlightId] : [])));
  if (outcomes.length === 0) process.stdout.write("There is nothing to cut.\n");
  if (wanted.size > 0) {
    await session.ensureWorker();
    await followJobs(
      session,
      async () => [vodId],
      (row) => row.task === "cut_clips",
    );
  }
  let failed = outcomes.length > wanted.size;
  for (const clip of await listClips(ctx, { accountId, sourceVodId: vodId })) {
    if (!wanted.has(clip.highlightId)) continue;
    const range = `${formatTimestamp(clip.startSeconds)} - ${formatTimestamp(clip.endSeconds)}`;
    const ready = clip.state === "ready";
    failed ||= !ready;
    const outcome = ready
      ? formatBytes(clip.sizeBytes ?? 0)
      : `${clip.state}: ${clip.failureText ?? "no reason given"}`;
    process.stdout.write(`${clip.clipVodId}  ${range}  ${outcome}  ${clip.title}\n`);
  }
  if (failed) throw new CommandFailed();
}
