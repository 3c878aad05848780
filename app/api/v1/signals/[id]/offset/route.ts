import { route } from "#app/_server/route.ts";
import { idParams, offsetBody, offsetQuery } from "#app/_server/schemas.ts";
import { previewOffset } from "#lib/signals/preview-offset.ts";
import { setOffset } from "#lib/signals/set-offset.ts";

export const GET = route(
  "GET /api/v1/signals/[id]/offset",
  { params: idParams, query: offsetQuery },
  ({ ctx, access, params, query }) =>
    previewOffset(ctx, { accountId: access.accountId, signalImportId: params.id, offsetMs: query.offsetMs }),
);

export const POST = route(
  "POST /api/v1/signals/[id]/offset",
  { params: idParams, body: offsetBody },
  ({ ctx, access, params, body }) =>
    setOffset(ctx, { accountId: access.accountId, signalImportId: params.id, offsetMs: body.offsetMs }),
);
