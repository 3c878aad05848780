import type { Ctx } from "#lib/context.ts";
import type { ErrorCode } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { ReportProgress } from "#lib/progress.ts";

/** Cuts every queued clip of one source VOD. */
export async function cutClips(
  _ctx: Ctx,
  _input: { accountId: AccountId; vodId: string; report: ReportProgress },
): Promise<{ ok: true; readyCount: number } | { ok: false; reason: ErrorCode; message: string }> {
  throw new Error("not built yet");
}
