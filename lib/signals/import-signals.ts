import type { Ctx } from "#lib/context.ts";
import type { ErrorCode } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import type { ReportProgress } from "#lib/progress.ts";

/**
 * Parses one handed-in file and stores its rows, all in one transaction that also marks the import done and replaces
 * the kind's older one. A retry leaves one set of rows. `onDone` runs in the same transaction, also after a failure.
 */
export async function importSignals(
  _ctx: Ctx,
  _input: {
    accountId: AccountId;
    signalImportId: string;
    report: ReportProgress;
    onDone?: (tx: Tx, ids: { streamId: string }) => Promise<void>;
  },
): Promise<{ ok: true; parsedCount: number } | { ok: false; reason: ErrorCode; message: string }> {
  throw new Error("not built yet");
}

/** Puts an import that can't be finished into its failed state. */
export async function failSignalImport(
  _ctx: Pick<Ctx, "db" | "now">,
  _input: {
    accountId: AccountId;
    signalImportId: string;
    code: string;
    message: string;
    onDone?: (tx: Tx, ids: { streamId: string }) => Promise<void>;
  },
): Promise<void> {
  throw new Error("not built yet");
}
