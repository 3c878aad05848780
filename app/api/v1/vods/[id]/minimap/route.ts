import { route } from "#app/_server/route.ts";
import { idParams, minimapQuery } from "#app/_server/schemas.ts";
import { getMinimap } from "#lib/highlights/queries.ts";

export const GET = route(
  "GET /api/v1/vods/[id]/minimap",
  { owns: "vod", params: idParams, query: minimapQuery },
  ({ ctx, access, params, query }) =>
    getMinimap(ctx, { accountId: access.accountId, vodId: params.id, buckets: query.buckets }),
);
