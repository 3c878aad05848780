import { route } from "#app/_server/route.ts";
import { idParams, rangeQuery } from "#app/_server/schemas.ts";
import { listTranscript } from "#lib/signals/queries.ts";

export const GET = route(
  "GET /api/v1/streams/[id]/transcript",
  { owns: "stream", params: idParams, query: rangeQuery },
  async ({ ctx, access, params, query }) => ({
    segments: await listTranscript(ctx, { accountId: access.accountId, streamId: params.id, ...query }),
  }),
);
