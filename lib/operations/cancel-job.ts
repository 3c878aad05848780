import { and, eq, inArray, sql } from "drizzle-orm";
import { jobProgress } from "#drizzle/schema/operations.ts";
import { cancelCuts } from "#lib/clips/cancel-cuts.ts";
import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import { failDetection } from "#lib/highlights/detect-highlights.ts";
import { requestDetectionWhenComplete } from "#lib/highlights/request-detection.ts";
import type { AccountId } from "#lib/ids.ts";
import { dropJob, type JobPayload } from "#lib/jobs.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { failRefinement } from "#lib/refine/fail-refinement.ts";
import { failSignalImport } from "#lib/signals/import-signals.ts";
import { failVod } from "#lib/vods/process-vod.ts";
import { getJob } from "./find-job.ts";
import { type CancellableJob, cancelWords, isCancellable } from "./model.ts";

type Work = Pick<Ctx, "db" | "now" | "store" | "cache" | "log">;

/**
 * Ends a job of the account that waits or runs: a waiting one at once, a running one by its worker within a second or two.
 * What it is about is left in its failed state, saying that it was cancelled. Asking twice changes nothing, nor does
 * asking when it is over. Throws `not_found`.
 */
export async function cancelJob(
  ctx: Work,
  input: { accountId: AccountId; id: string },
): Promise<{ ok: true } | Refusal<"conflict">> {
  const { accountId, id } = input;
  const found = await getJob(ctx, input);
  if (found.kind === "clip") return { ok: true };
  const { task, subjectId } = found.row;
  if (task === "cut_clips") {
    await cancelCuts(ctx, { accountId, vodId: subjectId });
    return { ok: true };
  }
  if (!isCancellable(task)) {
    return { ok: false, reason: "conflict", message: "This ends by itself in a moment; it can't be cancelled." };
  }
  const [asked] = await ctx.db
    .update(jobProgress)
    .set({ cancelAskedAt: sql`coalesce(${jobProgress.cancelAskedAt}, now())` })
    .where(
      and(
        eq(jobProgress.id, id),
        eq(jobProgress.accountId, accountId),
        inArray(jobProgress.state, ["queued", "running", "waiting"]),
      ),
    )
    .returning({ state: jobProgress.state });
  // A worker that takes it from here on sees that it was cancelled, and does the same.
  if (asked && asked.state !== "running") {
    const reason = { code: "cancelled" as const, message: cancelWords[task] };
    await giveUp[task](ctx, { accountId, subjectId, ...reason });
    await dropJob(ctx.db, task, payloadOf(task, { accountId, subjectId }), reason);
  }
  return { ok: true };
}

type Given = { accountId: AccountId; subjectId: string; code: "cancelled"; message: string };

const giveUp: Record<CancellableJob, (ctx: Work, given: Given) => Promise<void>> = {
  fetch_video: (ctx, { subjectId: vodId, ...given }) => failVod(ctx, { vodId, ...given }),
  process_vod: (ctx, { subjectId: vodId, ...given }) => failVod(ctx, { vodId, ...given }),
  import_signals: (ctx, { subjectId: signalImportId, ...given }) => {
    const { accountId } = given;
    const onDone = (tx: Tx, { streamId }: { streamId: string }) =>
      requestDetectionWhenComplete(tx, { accountId, streamId, now: ctx.now() });
    return failSignalImport(ctx, { signalImportId, ...given, onDone });
  },
  detect_highlights: (ctx, { subjectId: detectionRunId, ...given }) => failDetection(ctx, { detectionRunId, ...given }),
  refine_highlights: (ctx, { subjectId: detectionRunId, ...given }) =>
    failRefinement(ctx, { detectionRunId, ...given }),
};

function payloadOf(task: CancellableJob, { accountId, subjectId }: { accountId: AccountId; subjectId: string }) {
  const payloads: { [Name in CancellableJob]: JobPayload<Name> } = {
    fetch_video: { accountId, vodId: subjectId },
    process_vod: { accountId, vodId: subjectId },
    import_signals: { accountId, signalImportId: subjectId },
    detect_highlights: { accountId, detectionRunId: subjectId },
    refine_highlights: { accountId, detectionRunId: subjectId },
  };
  return payloads[task];
}
