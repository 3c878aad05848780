import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { listHighlights } from "#lib/highlights/queries.ts";

export const GET = route(
  "GET /api/v1/vods/[id]/highlights",
  { owns: "vod", params: idParams },
  async ({ ctx, access, params }) => ({
    highlights: await listHighlights(ctx, { accountId: access.accountId, vodId: params.id }),
  }),
);
