import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { addUploadedSignals, uploadedSignals } from "#lib/signals/import-uploads.ts";

export const POST = route(
  "POST /api/v1/streams/[id]/signals",
  { params: idParams, body: uploadedSignals },
  ({ ctx, access, params, body }) =>
    addUploadedSignals(ctx, { accountId: access.accountId, streamId: params.id, uploads: body }),
);
