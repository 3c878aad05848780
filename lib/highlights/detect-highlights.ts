import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { ReportProgress } from "#lib/progress.ts";

export type DetectOutcome =
  | { ok: true; count: number }
  | { ok: false; reason: "not_found" | "not_ready"; message: string };

/** Scores a run's stream and writes its highlights, signal states and diff; enqueues `refine_highlights` in the same transaction. */
export async function detectHighlights(
  _ctx: Ctx,
  _input: { accountId: AccountId; detectionRunId: string; report: ReportProgress },
): Promise<DetectOutcome> {
  throw new Error("not built yet");
}

/** Puts a run that can't be finished into its failed state. */
export async function failDetection(
  _ctx: Pick<Ctx, "db" | "now">,
  _input: { accountId: AccountId; detectionRunId: string; code: string; message: string },
): Promise<void> {
  throw new Error("not built yet");
}
