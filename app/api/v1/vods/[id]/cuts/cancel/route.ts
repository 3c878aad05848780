import { route } from "#app/_server/route.ts";
import { cancelCutsBody, idParams } from "#app/_server/schemas.ts";
import { cancelCuts } from "#lib/clips/cancel-cuts.ts";

export const POST = route(
  "POST /api/v1/vods/[id]/cuts/cancel",
  { owns: "vod", params: idParams, body: cancelCutsBody },
  ({ ctx, access, params, body }) => cancelCuts(ctx, { accountId: access.accountId, vodId: params.id, ...body }),
);
