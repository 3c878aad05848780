import { and, asc, eq, inArray, or } from "drizzle-orm";
import { accounts } from "#drizzle/schema/accounts.ts";
import { detectionRuns, highlights, refinements } from "#drizzle/schema/highlights.ts";
import { vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { withAdvisoryLock } from "#lib/platform/db/advisory-lock.ts";
import type { ReportProgress } from "#lib/progress.ts";
import { getMedia } from "#lib/vods/queries.ts";
import { alertSkipped } from "./alerts.ts";
import type { AskFailure, AskInput } from "./ask-backend.ts";
import { openRefinementBackend } from "./backends/open.ts";
import { closeExpired, getLlmSettings, lockLlmSettings } from "./llm-settings.ts";
import type { HighlightRefinementBackend } from "./model.ts";
import { isUndecided, markFailed, refineOne, skipRefinement } from "./refine-one.ts";
import { parseRefinementSettings } from "./schema.ts";

type RefineInput = {
  accountId: AccountId;
  detectionRunId: string;
  report: ReportProgress;
  /** In place of the account's backend, and of its timer. */
  backend?: HighlightRefinementBackend;
  wait?: AskInput["wait"];
};

export type RefineOutcome =
  | { ok: true; refinedCount: number; skippedCount: number; failedCount: number }
  | { ok: false; reason: "not_found"; message: string };

/**
 * Refines the best highlights of a detection run, at most the account's `maxRefinements`, best rank first; the rest say
 * why not (`cap_reached`, `budget`, `off`, `decided`). One run at a time; a killed one is taken up where it stopped.
 */
export async function refineHighlights(ctx: Ctx, input: RefineInput): Promise<RefineOutcome> {
  return withAdvisoryLock(ctx, `refine:${input.detectionRunId}`, () => refineRun(ctx, input));
}

async function refineRun(ctx: Ctx, input: RefineInput): Promise<RefineOutcome> {
  const { accountId, detectionRunId } = input;
  const [run] = await ctx.db
    .select({
      vodId: detectionRuns.vodId,
      streamId: vods.streamId,
      streamOffsetMs: vods.streamOffsetMs,
      settings: accounts.settings,
    })
    .from(detectionRuns)
    .innerJoin(vods, eq(vods.id, detectionRuns.vodId))
    .innerJoin(accounts, eq(accounts.id, detectionRuns.accountId))
    .where(and(eq(detectionRuns.id, detectionRunId), eq(detectionRuns.accountId, accountId)));
  if (!run) return { ok: false, reason: "not_found", message: "There is no such detection run." };
  const settings = parseRefinementSettings(run.settings);
  const backend = input.backend ?? openRefinementBackend(ctx.config, settings);
  await closeAbandoned(ctx, detectionRunId);
  const rows = await listToRefine(ctx, input);
  const isOn = settings.enabled && (await getLlmSettings(ctx)).isEnabled;
  const counts = { refinedCount: 0, skippedCount: 0, failedCount: 0 };
  const asked = await listAsked(ctx, input);
  let left = settings.maxRefinements - asked.size;
  const skip = async (highlightId: string, reason: "off" | "cap_reached" | "decided") => {
    await skipRefinement(ctx, { accountId, highlightId, reason });
    counts.skippedCount += 1;
  };
  const media = isOn && rows.length > 0 ? await getMedia(ctx, { accountId, vodId: run.vodId }) : null;
  /** The provider is away: nothing more is asked in this run. */
  let trouble: { message: string } | null = null;
  for (const [at, row] of rows.entries()) {
    ctx.signal.throwIfAborted();
    input.report({ step: `highlight ${at + 1} of ${rows.length}`, fraction: at / rows.length });
    if (media === null) await skip(row.id, "off");
    else if (!isUndecided(row)) await skip(row.id, "decided");
    else if (left <= 0 && !asked.has(row.id)) await skip(row.id, "cap_reached");
    else if (trouble !== null) {
      await markFailed(ctx, { accountId, highlightId: row.id, message: trouble.message });
      counts.failedCount += 1;
    } else {
      if (!asked.has(row.id)) left -= 1;
      const outcome = await refineOne(ctx, {
        accountId,
        detectionRunId,
        highlightId: row.id,
        backend,
        maxIterations: settings.maxIterations,
        maxInFlight: settings.maxInFlight,
        vod: { vodId: run.vodId, streamId: run.streamId, streamOffsetMs: run.streamOffsetMs },
        media,
        ...(input.wait ? { wait: input.wait } : {}),
      });
      if (outcome.state === "done") counts.refinedCount += 1;
      else if (outcome.state === "skipped") counts.skippedCount += 1;
      else {
        counts.failedCount += 1;
        if (ofProvider.has(outcome.failure)) trouble = outcome;
      }
    }
  }
  await alertSkipped(ctx, { detectionRunId, backend });
  input.report({ fraction: 1 });
  return { ok: true, ...counts };
}

/** Failures that the next highlight would meet, too. */
const ofProvider: ReadonlySet<AskFailure> = new Set([
  "rate_limited",
  "unavailable",
  "unreachable",
  "unauthorised",
  "not_accepted",
]);

/** Only this worker is at this run now: promises left in it are of one that died. */
async function closeAbandoned(ctx: Pick<Ctx, "db" | "now">, detectionRunId: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await lockLlmSettings(tx);
    await closeExpired(tx, { now: ctx.now(), detectionRunId });
  });
}

/** The run's highlights that wait, best first; those that only money or the switch kept back get another chance. */
async function listToRefine(ctx: Pick<Ctx, "db">, input: Pick<RefineInput, "accountId" | "detectionRunId">) {
  return ctx.db
    .select()
    .from(highlights)
    .where(
      and(
        eq(highlights.detectionRunId, input.detectionRunId),
        eq(highlights.accountId, input.accountId),
        eq(highlights.origin, "detected"),
        or(
          inArray(highlights.refineState, ["none", "queued", "running"]),
          and(
            eq(highlights.refineState, "skipped"),
            inArray(highlights.refineReason, ["off", "budget", "daily_budget", "no_price"]),
          ),
        ),
      ),
    )
    .orderBy(asc(highlights.rank), asc(highlights.detectedStartTicks), asc(highlights.id));
}

/** Highlights this run asked a backend about before: they count, and may be finished. */
async function listAsked(ctx: Pick<Ctx, "db">, input: RefineInput): Promise<Set<string>> {
  const rows = await ctx.db
    .selectDistinct({ highlightId: refinements.highlightId })
    .from(refinements)
    .where(and(eq(refinements.detectionRunId, input.detectionRunId), eq(refinements.accountId, input.accountId)));
  return new Set(rows.map((row) => row.highlightId));
}
