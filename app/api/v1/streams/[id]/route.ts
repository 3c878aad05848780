import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { readStreamPage } from "#app/_server/stream-views.ts";

export const GET = route("GET /api/v1/streams/[id]", { params: idParams }, ({ ctx, access, params }) =>
  readStreamPage(ctx, { accountId: access.accountId, streamId: params.id }),
);
