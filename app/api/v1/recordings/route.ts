import { route } from "#app/_server/route.ts";
import { importUploads, uploadedRecording } from "#lib/signals/import-uploads.ts";

export const POST = route({ atLeast: "editor", body: uploadedRecording }, ({ ctx, access, body }) =>
  importUploads(ctx, { accountId: access.accountId, ...body }),
);
