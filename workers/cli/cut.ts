import { Command, Option } from "commander";
import { cancelCuts } from "#lib/clips/cancel-cuts.ts";
import { type CutMode, describeMeter } from "#lib/clips/model.ts";
import { planCuts } from "#lib/clips/plan-cuts.ts";
import { listClips } from "#lib/clips/queries.ts";
import { requestCuts } from "#lib/clips/request-cuts.ts";
import { AppError } from "#lib/errors.ts";
import { getHighlight } from "#lib/highlights/queries.ts";
import type { ByteMeter } from "#lib/progress.ts";
import { formatBytes, formatTimestamp } from "#lib/time.ts";
import { describePlan } from "./describe-plan.ts";
import { CommandFailed } from "./exit-codes.ts";
import { followJobs } from "./follow-jobs.ts";
import { collectIds, parseId, withAccountOption } from "./options.ts";
import { parseRenderFlags, type RenderFlags, withRenderOptions } from "./render-options.ts";
import { type Session, withSession } from "./session.ts";

type CutOptions = {
  account?: string;
  all?: boolean;
  highlight?: string[];
  mode: CutMode;
  anyway?: boolean;
  plan?: boolean;
  cancel?: boolean;
} & RenderFlags;

const withCutOptions = (command: Command): Command =>
  withRenderOptions(withAccountOption(command))
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
    .option("--plan", "only say what would be cut: true bounds, bytes to read, size, quota after")
    .option("--cancel", "end the cuts that wait or run: of these highlights, else of the whole VOD")
    .action((vodId: string, options: CutOptions) => {
      if (options.cancel) return withSession(options, (session) => cancel(session, vodId, options.highlight));
      if ((options.all === true) === (options.highlight !== undefined)) {
        throw new AppError(
          "invalid_input",
          "Say which highlights to cut: either --all, or --highlight with one or more ids.",
        );
      }
      const wanted = options.highlight ?? "all";
      return withSession(options, (session) => (options.plan ? showPlan : cut)(session, vodId, wanted, options));
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

async function cancel({ ctx, access }: Session, vodId: string, highlightIds: string[] | undefined): Promise<void> {
  const asked = { accountId: access.accountId, vodId, ...(highlightIds ? { highlightIds } : {}) };
  const { cancelledHighlightIds } = await cancelCuts(ctx, asked);
  const count = cancelledHighlightIds.length;
  process.stdout.write(count === 0 ? "No cut was open.\n" : `${count} ${count === 1 ? "cut" : "cuts"} cancelled.\n`);
}

async function showPlan(
  { ctx, access }: Session,
  vodId: string,
  highlightIds: string[] | "all",
  options: CutOptions,
): Promise<void> {
  const { mode, anyway } = options;
  const plan = await planCuts(ctx, { accountId: access.accountId, vodId, highlightIds, mode, anyway: anyway ?? false });
  process.stdout.write(describePlan(plan));
}

async function cut(
  session: Session,
  vodId: string,
  highlightIds: string[] | "all",
  options: CutOptions,
): Promise<void> {
  const { ctx, access } = session;
  const { accountId } = access;
  const askedAt = ctx.now();
  let meters: ByteMeter[] = [];
  const { outcomes } = await requestCuts(ctx, {
    accountId,
    vodId,
    highlightIds,
    mode: options.mode,
    anyway: options.anyway ?? false,
    ...parseRenderFlags(options),
    actorUserId: null,
  });
  for (const outcome of outcomes) if (!outcome.ok) process.stderr.write(`${outcome.highlightId}: ${outcome.message}\n`);
  const wanted = new Set(outcomes.flatMap((outcome) => (outcome.ok ? [outcome.clipVodId] : [])));
  if (outcomes.length === 0) process.stdout.write("There is nothing to cut.\n");
  if (wanted.size > 0) {
    await session.ensureWorker();
    const jobs = await followJobs(
      session,
      async () => [vodId],
      (row) => row.task === "cut_clips",
    );
    meters = jobs.flatMap((job) => (job.meter && job.updatedAt >= askedAt ? [job.meter] : []));
  }
  let failed = outcomes.length > wanted.size;
  for (const clip of await listClips(ctx, { accountId, sourceVodId: vodId })) {
    if (!wanted.has(clip.clipVodId)) continue;
    const range = `${formatTimestamp(clip.startSeconds)} - ${formatTimestamp(clip.endSeconds)}`;
    const ready = clip.state === "ready";
    failed ||= !ready;
    const outcome = ready
      ? `${formatBytes(clip.sizeBytes ?? 0)}${clip.byteMeter ? ` (${describeMeter(clip.byteMeter)})` : ""}`
      : `${clip.state}: ${clip.failureText ?? "no reason given"}`;
    process.stdout.write(`${clip.clipVodId}  ${range}  ${outcome}  ${clip.profile}  ${clip.title}\n`);
    for (const note of clip.notes) process.stderr.write(`${clip.clipVodId}: ${note}\n`);
  }
  for (const meter of meters) process.stdout.write(`All together ${describeMeter(meter)}.\n`);
  if (failed) throw new CommandFailed();
}
