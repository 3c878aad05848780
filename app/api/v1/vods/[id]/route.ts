import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { readVodPage } from "#app/_server/vod-views.ts";

export const GET = route("GET /api/v1/vods/[id]", { params: idParams }, ({ ctx, access, params }) =>
  readVodPage(ctx, { accountId: access.accountId, vodId: params.id }),
);
