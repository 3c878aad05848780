import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { getCaptions } from "#lib/clips/captions/get-captions.ts";
import { saveCaptions } from "#lib/clips/captions/save-captions.ts";
import { captionsChange } from "#lib/clips/captions/schema.ts";

export const GET = route("GET /api/v1/highlights/[id]/captions", { params: idParams }, ({ ctx, access, params }) =>
  getCaptions(ctx, { accountId: access.accountId, highlightId: params.id }),
);

export const POST = route(
  "POST /api/v1/highlights/[id]/captions",
  { params: idParams, body: captionsChange },
  ({ ctx, access, params, body }) =>
    saveCaptions(ctx, { accountId: access.accountId, highlightId: params.id, actorUserId: access.userId, ...body }),
);
