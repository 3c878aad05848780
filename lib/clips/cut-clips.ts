import os from "node:os";
import { and, eq } from "drizzle-orm";
import { clipAttempts } from "#drizzle/schema/clips.ts";
import type { Ctx } from "#lib/context.ts";
import { describeError, type ErrorCode } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { withAdvisoryLock } from "#lib/platform/db/advisory-lock.ts";
import type { ByteMeter, ReportProgress } from "#lib/progress.ts";
import { removePending } from "#lib/vods/store-media.ts";
import { type Claimed, claimAttempt, listOpenAttempts, requeueAbandoned, stillClaimed } from "./claim-attempt.ts";
import { type CutOne, cutOne } from "./cut-one.ts";
import { failAttempt } from "./fail-cut.ts";

const maxAtOnce = 2;
/** What passes by itself: the clip stays queued and the job is tried again. */
const passing: ReadonlySet<ErrorCode> = new Set([
  "store_unavailable",
  "disk_full",
  "database_unavailable",
  "cancelled",
  "not_ready",
]);

type CutInput = { accountId: AccountId; vodId: string; report: ReportProgress; onStep?: CutOne["onStep"] };
export type CutResult = { ok: true; readyCount: number } | { ok: false; reason: ErrorCode; message: string };

/**
 * Cuts every queued clip of one source VOD, those queued meanwhile too, two at a time at most. A clip that can't be cut
 * fails alone, with its reason; trouble that passes leaves its clip queued and is thrown. One process at a time a VOD.
 */
export async function cutClips(ctx: Ctx, input: CutInput): Promise<CutResult> {
  return withAdvisoryLock(ctx, `cut:${input.vodId}`, async () => {
    await requeueAbandoned(ctx, input);
    return cutAll(ctx, input);
  });
}

async function cutAll(ctx: Ctx, input: CutInput): Promise<CutResult> {
  const failures: { code: ErrorCode; message: string }[] = [];
  const fractions = new Map<string, number>();
  const meter: ByteMeter = { storeBytes: 0, cacheBytes: 0, writtenBytes: 0 };
  let interruption: unknown;
  let readyCount = 0;
  let total = (await listOpenAttempts(ctx, input)).length;
  const report = () => {
    const sum = [...fractions.values()].reduce((all, one) => all + one, 0);
    const finished = readyCount + failures.length;
    total = Math.max(total, fractions.size);
    const step = `clip ${Math.min(finished + 1, total)} of ${total}`;
    input.report({ step, fraction: total === 0 ? 1 : Math.min(1, sum / total), meter });
  };
  const runOne = async (claimed: Claimed) => {
    const { id } = claimed.attempt;
    const onFraction = (fraction: number) => {
      fractions.set(id, fraction);
      report();
    };
    onFraction(0);
    try {
      const read = await cutOne(ctx, {
        accountId: input.accountId,
        claimed,
        onFraction,
        ...(input.onStep ? { onStep: input.onStep } : {}),
      });
      meter.storeBytes += read.storeBytes;
      meter.cacheBytes += read.cacheBytes;
      meter.writtenBytes += read.writtenBytes;
      readyCount += 1;
    } catch (error) {
      const { code, message } = describeError(error);
      ctx.log.warn({ err: error, attemptId: id, code }, "a clip could not be cut");
      if (ctx.signal.aborted || passing.has(code)) {
        interruption ??= error;
        await putBack(ctx, input.accountId, claimed);
        return;
      }
      await failAttempt(ctx, {
        accountId: input.accountId,
        attemptId: id,
        objectKey: claimed.attempt.objectKey,
        code,
        message,
      });
      await removePending(ctx, { accountId: input.accountId, vodId: claimed.clip.vodId });
      failures.push({ code, message });
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
  const runners = Array.from({ length: Math.min(maxAtOnce, os.availableParallelism()) }, runner);
  const ended = await Promise.allSettled(runners);
  const broken = ended.find((one) => one.status === "rejected");
  if (interruption !== undefined) throw interruption;
  if (broken) throw broken.reason;
  const [first] = failures;
  if (first) {
    const count = failures.length + readyCount;
    return { ok: false, reason: first.code, message: `${failures.length} of ${count} clips failed: ${first.message}` };
  }
  return { ok: true, readyCount };
}

async function putBack(ctx: Pick<Ctx, "db">, accountId: AccountId, claimed: Claimed): Promise<void> {
  await ctx.db
    .update(clipAttempts)
    .set({ state: "queued", startedAt: null })
    .where(and(stillClaimed(claimed), eq(clipAttempts.accountId, accountId)));
}
