import { z } from "zod";
import type { QuotaRefusal } from "#lib/accounts/model.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError, type Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { findVod } from "#lib/vods/queries.ts";
import { discardUpload, findUpload, type Upload } from "#lib/vods/receive-upload.ts";
import { addSignals, type SignalFile } from "./add-signals.ts";
import { importRecording } from "./import-recording.ts";

const uploadIds = {
  chatUploadId: z.uuid().optional(),
  eventsUploadId: z.uuid().optional(),
  transcriptUploadId: z.uuid().optional(),
};

export const uploadedSignals = z.object(uploadIds);

/** A recording by an uploaded file, or by an https address from which its file is fetched. */
export const uploadedRecording = z
  .object({
    title: z.string().trim().max(300, "Titles have up to 300 characters").optional(),
    streamStartedAt: z.iso.datetime({ offset: true }).optional(),
    videoUploadId: z.uuid("Choose a video file").optional(),
    videoUrl: z.string().trim().min(1, "Give the address of a video file").max(4_096).optional(),
    ...uploadIds,
  })
  .refine((given) => (given.videoUploadId === undefined) !== (given.videoUrl === undefined), {
    path: ["videoUploadId"],
    message: "Choose a video file, or give the address of one",
  });

type SignalUploads = z.infer<typeof uploadedSignals>;

/**
 * Imports a recording from uploads of this account, or its video from an address. Uploads are used up by it, also when
 * the video is known already.
 */
export async function importUploads(
  ctx: Ctx,
  input: { accountId: AccountId } & z.infer<typeof uploadedRecording>,
): Promise<
  | { ok: true; vodId: string; streamId: string }
  | { ok: false; reason: "duplicate"; vodId: string; streamId: string | null; message: string }
  | Refusal<"cap_reached">
  | QuotaRefusal
> {
  const { accountId, videoUploadId, videoUrl } = input;
  const upload = videoUploadId === undefined ? null : await getUpload(ctx, accountId, videoUploadId, "video");
  const signals = await listSignalUploads(ctx, accountId, input);
  const result = await importRecording(ctx, {
    accountId,
    video: upload ? { ...pick(upload), take: "move", uploadId: upload.uploadId } : { url: videoUrl ?? "" },
    title: input.title || undefined,
    streamStartedAt: input.streamStartedAt === undefined ? undefined : new Date(input.streamStartedAt),
    signals: signals.map((one) => one.file),
  });
  const uploads = [...(upload ? [upload] : []), ...signals.map((one) => one.upload)];
  // Without room the files stay for a day, so that they need not be sent again once there is some.
  if (!result.ok && result.reason !== "duplicate") return result;
  await discardAll(ctx, accountId, uploads);
  if (result.ok) return { ok: true, vodId: result.vodId, streamId: result.streamId };
  const known = await findVod(ctx, { accountId, vodId: result.vodId });
  return { ...result, streamId: known?.streamId ?? null };
}

const pick = ({ filePath, fileName }: Upload) => ({ filePath, fileName });

/** Hands uploads in as the chat, events or transcript of a stream that exists. */
export async function addUploadedSignals(
  ctx: Ctx,
  input: { accountId: AccountId; streamId: string; uploads: SignalUploads },
): Promise<{ ok: true; signalImportIds: string[] }> {
  const signals = await listSignalUploads(ctx, input.accountId, input.uploads);
  if (signals.length === 0) {
    throw new AppError("invalid_input", "No file was handed in. Choose a chat, events or transcript file.");
  }
  const result = await addSignals(ctx, {
    accountId: input.accountId,
    streamId: input.streamId,
    signals: signals.map((one) => one.file),
  });
  await discardAll(
    ctx,
    input.accountId,
    signals.map((one) => one.upload),
  );
  return result;
}

async function listSignalUploads(
  ctx: Ctx,
  accountId: AccountId,
  ids: SignalUploads,
): Promise<{ upload: Upload; file: SignalFile }[]> {
  const asked = { chat: ids.chatUploadId, events: ids.eventsUploadId, transcript: ids.transcriptUploadId };
  const found: { upload: Upload; file: SignalFile }[] = [];
  for (const kind of ["chat", "events", "transcript"] as const) {
    const uploadId = asked[kind];
    if (uploadId === undefined) continue;
    const upload = await getUpload(ctx, accountId, uploadId, kind);
    found.push({ upload, file: { kind, filePath: upload.filePath, fileName: upload.fileName, take: "move" } });
  }
  return found;
}

async function getUpload(ctx: Ctx, accountId: AccountId, uploadId: string, what: string): Promise<Upload> {
  const upload = await findUpload(ctx, { accountId, uploadId });
  if (!upload) throw new AppError("not_found", `The uploaded ${what} file is not here any more. Upload it again.`);
  return upload;
}

const discardAll = (ctx: Ctx, accountId: AccountId, uploads: Upload[]) =>
  Promise.all(uploads.map(({ uploadId }) => discardUpload(ctx, { accountId, uploadId })));
