import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { readVodPage } from "#app/_server/vod-views.ts";

export const GET = route({ atLeast: "viewer", params: idParams }, ({ ctx, access, params }) =>
  readVodPage(ctx, { accountId: access.accountId, vodId: params.id }),
);
