import { route } from "#app/_server/route.ts";
import { idParams, pinBody } from "#app/_server/schemas.ts";
import { pinVod } from "#lib/vods/pin-vod.ts";

export const POST = route(
  "POST /api/v1/vods/[id]/pin",
  { params: idParams, body: pinBody },
  ({ ctx, access, params, body }) => pinVod(ctx, { accountId: access.accountId, vodId: params.id, ...body }),
);
