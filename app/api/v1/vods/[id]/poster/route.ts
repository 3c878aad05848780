import { answerJpeg } from "#app/_server/jpeg.ts";
import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { getPoster } from "#lib/vods/get-poster.ts";

export const GET = route("GET /api/v1/vods/[id]/poster", { params: idParams }, async ({ ctx, access, params }) =>
  answerJpeg(await getPoster(ctx, { accountId: access.accountId, vodId: params.id })),
);
