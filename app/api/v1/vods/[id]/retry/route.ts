import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { retryVod } from "#lib/vods/retry-vod.ts";

export const POST = route("POST /api/v1/vods/[id]/retry", { params: idParams }, ({ ctx, access, params }) =>
  retryVod(ctx, { accountId: access.accountId, vodId: params.id }),
);
