import type { Ctx } from "#lib/context.ts";
import type { ErrorCode } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { ReportProgress } from "#lib/progress.ts";

/** Refines the highlights of a detection run. */
export async function refineHighlights(
  _ctx: Ctx,
  _input: { accountId: AccountId; detectionRunId: string; report: ReportProgress },
): Promise<{ ok: true } | { ok: false; reason: ErrorCode; message: string }> {
  throw new Error("not built yet");
}
