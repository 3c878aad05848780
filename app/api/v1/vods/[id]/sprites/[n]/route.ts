import { answerJpeg } from "#app/_server/jpeg.ts";
import { route } from "#app/_server/route.ts";
import { partParams } from "#app/_server/schemas.ts";
import { getSprite } from "#lib/vods/get-sprites.ts";

export const GET = route("GET /api/v1/vods/[id]/sprites/[n]", { params: partParams }, async ({ ctx, access, params }) =>
  answerJpeg(await getSprite(ctx, { accountId: access.accountId, vodId: params.id, sheet: params.n })),
);
