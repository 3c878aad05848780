import { route } from "#app/_server/route.ts";
import { idParams, rangeQuery } from "#app/_server/schemas.ts";
import { listEvents } from "#lib/signals/queries.ts";

export const GET = route(
  "GET /api/v1/streams/[id]/events",
  { owns: "stream", params: idParams, query: rangeQuery },
  async ({ ctx, access, params, query }) => ({
    events: await listEvents(ctx, { accountId: access.accountId, streamId: params.id, ...query }),
  }),
);
