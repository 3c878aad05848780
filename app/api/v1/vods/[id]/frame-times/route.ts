import { readFrameTimes } from "#app/_server/frame-times.ts";
import { route } from "#app/_server/route.ts";
import { idParams, stretchQuery } from "#app/_server/schemas.ts";

export const GET = route(
  "GET /api/v1/vods/[id]/frame-times",
  { params: idParams, query: stretchQuery },
  async ({ ctx, access, params, query }) => {
    const times = await readFrameTimes(ctx, { accountId: access.accountId, vodId: params.id, ...query });
    return Response.json(times, { headers: { "cache-control": "private, max-age=3600" } });
  },
);
