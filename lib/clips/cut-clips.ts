import os from "node:os";
import { and, eq, sql } from "drizzle-orm";
import { clipAttempts } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { type Ctx, withSignal } from "#lib/context.ts";
import { describeError, type ErrorCode } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { withAdvisoryLock } from "#lib/platform/db/advisory-lock.ts";
import { recordFailure } from "#lib/platform/record-failure.ts";
import type { ReportProgress } from "#lib/progress.ts";
import { createSlots } from "#lib/vods/cache/slots.ts";
import { removePending } from "#lib/vods/store-media.ts";
import { type Claimed, claimAttempt, requeueAbandoned, stillClaimed } from "./claim-attempt.ts";
import { cutOne } from "./cut-one.ts";
import { failAttempt } from "./fail-cut.ts";
import { type Batch, openBatch, type Part } from "./open-batch.ts";

/** Clips computed at once by this process, whatever they are cut from: one a core, and two where there is one core. */
const coreCount = Math.min(8, Math.max(2, os.availableParallelism()));
const cores = createSlots(coreCount);
/** Clips under way at once: while some are computed, others are read or stored. */
const atOnce = 3 * coreCount;

/** What passes by itself: the clip stays queued and the job is tried again. */
const passing: ReadonlySet<ErrorCode> = new Set([
  "store_unavailable",
  "disk_full",
  "database_unavailable",
  "cancelled",
  "not_ready",
]);

type CutInput = { accountId: AccountId; vodId: string; report: ReportProgress };
export type CutResult = { ok: true; readyCount: number } | { ok: false; reason: ErrorCode; message: string };

type Tally = { ready: number; cancelled: number; failures: { code: ErrorCode; message: string }[] };

/**
 * Cuts every queued clip of one source VOD, those queued meanwhile too, within the core budget. What the clips read is
 * planned together and read at most once. A clip that can't be cut fails alone, with its reason; one that is cancelled
 * stops; trouble that passes leaves its clip queued and is thrown. One process at a time a VOD.
 */
export async function cutClips(ctx: Ctx, input: CutInput): Promise<CutResult> {
  return withAdvisoryLock(ctx, `cut:${input.vodId}`, async () => {
    await requeueAbandoned(ctx, input);
    const batch = await openBatch(ctx, input);
    try {
      return summarise(await cutAll(ctx, input, batch));
    } finally {
      await batch.close();
    }
  });
}

async function cutAll(ctx: Ctx, input: CutInput, batch: Batch): Promise<Tally> {
  const tally: Tally = { ready: 0, cancelled: 0, failures: [] };
  let interruption: unknown;
  const report = () => {
    const parts = batch.parts().filter((part) => !part.isCancelled());
    const total = parts.length;
    const finished = tally.ready + tally.failures.length;
    const sum = parts.reduce((all, one) => all + one.fraction, 0);
    const step = `clip ${Math.min(finished + 1, total)} of ${total}`;
    input.report({ step, fraction: total === 0 ? 1 : Math.min(1, sum / total), meter: batch.meter() });
  };
  const runOne = async (claimed: Claimed) => {
    const part = batch.part(claimed.attempt.id);
    const onFraction = (fraction: number) => {
      part.fraction = fraction;
      report();
    };
    onFraction(0.01);
    try {
      const takeCore = () => cores.take(false);
      const work = { accountId: input.accountId, claimed, part, takeCore, onFraction };
      if (await cutOne(withSignal(ctx, part.signal), work)) tally.ready += 1;
      else tally.cancelled += 1;
    } catch (error) {
      if (await settle(ctx, input, { claimed, part, error, tally })) {
        interruption ??= error;
        return;
      }
    }
    onFraction(1);
  };
  const runner = async () => {
    while (interruption === undefined) {
      const claimed = await claimAttempt(ctx, input);
      if (!claimed) return;
      await runOne(claimed);
    }
  };
  report();
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, runner));
  const broken = ended.find((one) => one.status === "rejected");
  if (interruption !== undefined) throw interruption;
  if (broken) throw broken.reason;
  return tally;
}

/** Ends a clip that wasn't cut. True when its trouble passes: it is queued again. */
async function settle(
  ctx: Ctx,
  input: CutInput,
  ended: { claimed: Claimed; part: Part; error: unknown; tally: Tally },
): Promise<boolean> {
  const { claimed, error, tally } = ended;
  const { id, objectKey } = claimed.attempt;
  const { accountId } = input;
  if (ended.part.isCancelled() && !ctx.signal.aborted) {
    tally.cancelled += 1;
    await removePending(ctx, { accountId, vodId: claimed.clip.vodId, keys: [objectKey] });
    return false;
  }
  const { code, message } = describeError(error);
  ctx.log.warn({ err: error, attemptId: id, code }, "a clip could not be cut");
  if (ctx.signal.aborted || passing.has(code)) {
    await putBack(ctx, { accountId, claimed, message: ctx.signal.aborted ? null : message });
    return true;
  }
  await failAttempt(ctx, { accountId, attemptId: id, objectKey, code, message });
  const { attempt } = claimed.attempt;
  const failure = { task: "cut_clips", subjectId: claimed.clip.vodId, attempt, error, isTriedAgain: false };
  await recordFailure(ctx, { accountId, ...failure });
  await removePending(ctx, { accountId, vodId: claimed.clip.vodId });
  tally.failures.push({ code, message });
  return false;
}

/** The clip waits again; `message` says for what. */
async function putBack(
  ctx: Pick<Ctx, "db" | "now">,
  input: { accountId: AccountId; claimed: Claimed; message: string | null },
): Promise<void> {
  const { accountId, claimed } = input;
  await ctx.db.transaction(async (tx) => {
    const put = await tx
      .update(clipAttempts)
      .set({ state: "queued", startedAt: null, fraction: 0 })
      .where(and(stillClaimed(claimed), eq(clipAttempts.accountId, accountId)))
      .returning({ id: clipAttempts.id });
    if (put.length === 0) return;
    await tx
      .update(highlights)
      .set({
        cutState: "queued",
        cutReason: input.message,
        version: sql`${highlights.version} + 1`,
        updatedAt: ctx.now(),
      })
      .where(and(eq(highlights.id, claimed.clip.highlightId), eq(highlights.accountId, accountId)));
  });
}

function summarise({ ready, cancelled, failures }: Tally): CutResult {
  const [first] = failures;
  if (first) {
    const count = failures.length + ready;
    return { ok: false, reason: first.code, message: `${failures.length} of ${count} clips failed: ${first.message}` };
  }
  if (cancelled > 0 && ready === 0) return { ok: false, reason: "cancelled", message: "The cut was cancelled." };
  return { ok: true, readyCount: ready };
}
