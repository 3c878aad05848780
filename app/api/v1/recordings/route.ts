import { route } from "#app/_server/route.ts";
import { importUploads, uploadedRecording } from "#lib/signals/import-uploads.ts";

export const POST = route("POST /api/v1/recordings", { body: uploadedRecording }, ({ ctx, access, body }) =>
  importUploads(ctx, { accountId: access.accountId, ...body }),
);
