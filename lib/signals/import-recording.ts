import type { QuotaRefusal } from "#lib/accounts/model.ts";
import type { Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { type ImportCtx, importVod } from "#lib/vods/import-vod.ts";
import { placeSignals, recordSignals, requireReadableSignals, type SignalFile } from "./add-signals.ts";

export type ImportRecordingInput = {
  accountId: AccountId;
  video: { filePath: string; fileName: string; take: "link" | "move"; uploadId?: string };
  title?: string;
  streamStartedAt?: Date;
  signals: SignalFile[];
};

export type ImportRecordingResult =
  | { ok: true; vodId: string; streamId: string; signalImportIds: string[] }
  | (Refusal<"duplicate"> & { vodId: string })
  | QuotaRefusal;

/** Takes a video with its chat, events and transcript in: one stream, one VOD, their rows and jobs in one transaction. */
export async function importRecording(ctx: ImportCtx, input: ImportRecordingInput): Promise<ImportRecordingResult> {
  const { accountId, video, title, streamStartedAt } = input;
  await requireReadableSignals(input.signals);
  const placed = await placeSignals(ctx, input.signals);
  try {
    const result = await importVod(ctx, {
      accountId,
      ...video,
      title,
      streamStartedAt,
      within: (tx, { streamId }) =>
        recordSignals(tx, { accountId, streamId, hostId: ctx.config.hostId, files: placed.files }),
    });
    if (result.ok) return { ...result, signalImportIds: placed.files.map((file) => file.signalImportId) };
    await placed.undo();
    return result;
  } catch (error) {
    await placed.undo();
    throw error;
  }
}
