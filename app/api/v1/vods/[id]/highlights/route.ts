import { route } from "#app/_server/route.ts";
import { createHighlightBody, idParams } from "#app/_server/schemas.ts";
import { createHighlight } from "#lib/highlights/edit/create-highlight.ts";
import { listHighlights } from "#lib/highlights/queries.ts";

export const GET = route(
  "GET /api/v1/vods/[id]/highlights",
  { owns: "vod", params: idParams },
  async ({ ctx, access, params }) => ({
    highlights: await listHighlights(ctx, { accountId: access.accountId, vodId: params.id }),
  }),
);

export const POST = route(
  "POST /api/v1/vods/[id]/highlights",
  { owns: "vod", params: idParams, body: createHighlightBody },
  ({ ctx, access, params, body }) =>
    createHighlight(ctx, { accountId: access.accountId, vodId: params.id, actorUserId: access.userId, ...body }),
);
