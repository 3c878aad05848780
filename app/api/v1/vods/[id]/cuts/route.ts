import { route } from "#app/_server/route.ts";
import { cutBody, idParams } from "#app/_server/schemas.ts";
import { requestCuts } from "#lib/clips/request-cuts.ts";

export const POST = route(
  "POST /api/v1/vods/[id]/cuts",
  { owns: "vod", params: idParams, body: cutBody },
  ({ ctx, access, params, body }) =>
    requestCuts(ctx, { accountId: access.accountId, vodId: params.id, ...body, actorUserId: access.userId }),
);
