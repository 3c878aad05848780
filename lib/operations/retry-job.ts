import { and, eq } from "drizzle-orm";
import { detectionRuns } from "#drizzle/schema/highlights.ts";
import { retryCut } from "#lib/clips/retry-cut.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError, type ErrorCode, type Refusal } from "#lib/errors.ts";
import { requestDetection } from "#lib/highlights/request-detection.ts";
import type { AccountId } from "#lib/ids.ts";
import { retryRefinementRun } from "#lib/refine/retry-run.ts";
import { retrySignalImport } from "#lib/signals/retry-import.ts";
import { retryVod } from "#lib/vods/retry-vod.ts";
import { getJob } from "./find-job.ts";

/**
 * Tries a failed or cancelled job again, or a clip that could not be cut. One that is open already is left alone: asking
 * twice is asking once. Throws `not_found`.
 */
export async function retryJob(
  ctx: Pick<Ctx, "db" | "now" | "store" | "cache" | "log" | "config">,
  input: { accountId: AccountId; id: string; actorUserId: string | null },
): Promise<{ ok: true } | Refusal<ErrorCode>> {
  const { accountId, actorUserId } = input;
  const found = await getJob(ctx, input);
  if (found.kind === "clip") {
    const outcome = await retryCut(ctx, { accountId, clipVodId: found.clipVodId, actorUserId });
    return outcome.ok ? { ok: true } : outcome;
  }
  const { task, subjectId, state } = found.row;
  if (["queued", "running", "waiting"].includes(state)) return { ok: true };
  if (task === "process_vod" || task === "fetch_video") return retryVod(ctx, { accountId, vodId: subjectId });
  if (task === "import_signals") return retrySignalImport(ctx, { accountId, signalImportId: subjectId });
  if (task === "refine_highlights") return retryRefinementRun(ctx, { accountId, detectionRunId: subjectId });
  if (task === "detect_highlights") return detectAgain(ctx, { accountId, detectionRunId: subjectId });
  const message = "This can't be tried again from here. Open what it is about and ask for it there.";
  return { ok: false, reason: "conflict", message };
}

/** A run is never run twice: another takes its place. */
async function detectAgain(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; detectionRunId: string },
): Promise<{ ok: true }> {
  const { accountId } = input;
  const [run] = await ctx.db
    .select({ streamId: detectionRuns.streamId })
    .from(detectionRuns)
    .where(and(eq(detectionRuns.accountId, accountId), eq(detectionRuns.id, input.detectionRunId)));
  if (!run) throw new AppError("not_found", "The stream of this search is gone.");
  await requestDetection(ctx, { accountId, streamId: run.streamId, trigger: "screen" });
  return { ok: true };
}
