import type { Ctx } from "#lib/context.ts";
import { AppError, type ErrorCode } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import type { ReportProgress } from "#lib/progress.ts";

export type ProcessVodInput = {
  accountId: AccountId;
  vodId: string;
  report: ReportProgress;
  /** Runs in the transaction that makes the VOD ready. */
  onReady?: (tx: Tx, ids: { streamId: string; vodId: string }) => Promise<void>;
};

export type ProcessVodResult = { ok: true } | { ok: false; reason: ErrorCode; message: string };

/** Makes an imported VOD ready. */
export async function processVod(_ctx: Ctx, _input: ProcessVodInput): Promise<ProcessVodResult> {
  throw new AppError("internal", "Not built yet.");
}

/** Puts a VOD whose processing is given up into its failed state. */
export async function failVod(
  _ctx: Ctx,
  _input: { accountId: AccountId; vodId: string; code: ErrorCode; message: string },
): Promise<void> {
  throw new AppError("internal", "Not built yet.");
}
