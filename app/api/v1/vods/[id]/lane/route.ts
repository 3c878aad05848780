import { route } from "#app/_server/route.ts";
import { idParams, stretchQuery } from "#app/_server/schemas.ts";
import { getLane } from "#lib/highlights/get-lane.ts";

export const GET = route(
  "GET /api/v1/vods/[id]/lane",
  { params: idParams, query: stretchQuery },
  async ({ ctx, access, params, query }) => {
    const of = { accountId: access.accountId, vodId: params.id };
    const lane = await getLane(ctx, { ...of, fromSeconds: query.from, toSeconds: query.to });
    // Chat may be moved against the picture; all else never changes.
    return Response.json(lane, { headers: { "cache-control": "private, max-age=60" } });
  },
);
