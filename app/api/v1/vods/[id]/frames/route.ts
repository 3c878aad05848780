import { answerJpeg } from "#app/_server/jpeg.ts";
import { route } from "#app/_server/route.ts";
import { frameQuery, idParams } from "#app/_server/schemas.ts";
import { getFrameAt } from "#app/_server/vod-views.ts";

export const GET = route(
  "GET /api/v1/vods/[id]/frames",
  { params: idParams, query: frameQuery },
  async ({ ctx, access, params, query }) =>
    answerJpeg(await getFrameAt(ctx, { accountId: access.accountId, vodId: params.id, ...query })),
);
