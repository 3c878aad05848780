import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";

/**
 * Starts the automatic detection of a stream once everything it needs is there: the stream has ended, its VOD is
 * ready and no signal import is waiting or running. Called in the transaction that completed one of them; the stream's
 * row is locked, so that of two that complete at the same time exactly one starts the run.
 */
export async function requestDetectionWhenComplete(
  _tx: Tx,
  _input: { accountId: AccountId; streamId: string },
): Promise<{ detectionRunId: string } | null> {
  throw new Error("not built yet");
}

/** Starts a detection run by hand, or joins the one that is waiting or running. Throws `not_ready` before the VOD is processed. */
export async function requestDetection(
  _ctx: Pick<Ctx, "db">,
  _input: { accountId: AccountId; streamId: string; trigger: "screen" | "cli" },
): Promise<{ ok: true; detectionRunId: string; joined: boolean }> {
  throw new Error("not built yet");
}
