import type { QuotaRefusal } from "#lib/accounts/model.ts";
import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { importUrl } from "#lib/vods/import-url.ts";
import { type ImportCtx, importVod } from "#lib/vods/import-vod.ts";
import { placeSignals, recordSignals, requireReadableSignals, type SignalFile } from "./add-signals.ts";

export type ImportRecordingInput = {
  accountId: AccountId;
  video: { filePath: string; fileName: string; take: "link" | "move"; uploadId?: string } | { url: string };
  title?: string;
  streamStartedAt?: Date;
  signals: SignalFile[];
};

export type ImportRecordingResult =
  | { ok: true; vodId: string; streamId: string; signalImportIds: string[] }
  | (Refusal<"duplicate"> & { vodId: string })
  | Refusal<"cap_reached">
  | QuotaRefusal;

/** Takes a video, a file or an address to fetch it from, with its chat, events and transcript in: one stream, one VOD, their rows and jobs in one transaction. */
export async function importRecording(
  ctx: ImportCtx & Pick<Ctx, "signal">,
  input: ImportRecordingInput,
): Promise<ImportRecordingResult> {
  const { accountId, video, title, streamStartedAt } = input;
  await requireReadableSignals(input.signals);
  const placed = await placeSignals(ctx, input.signals);
  try {
    const within = (tx: Tx, { streamId }: { streamId: string }) =>
      recordSignals(tx, { accountId, streamId, hostId: ctx.config.hostId, files: placed.files });
    const recording = { accountId, title, streamStartedAt, within };
    const result =
      "url" in video
        ? await importUrl(ctx, { ...recording, url: video.url })
        : await importVod(ctx, { ...recording, ...video });
    if (result.ok) return { ...result, signalImportIds: placed.files.map((file) => file.signalImportId) };
    await placed.undo();
    return result;
  } catch (error) {
    await placed.undo();
    throw error;
  }
}
