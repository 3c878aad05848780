import { route } from "#app/_server/route.ts";
import { cutBody, idParams } from "#app/_server/schemas.ts";
import { planCuts } from "#lib/clips/plan-cuts.ts";

export const POST = route(
  "POST /api/v1/vods/[id]/cut-plans",
  { owns: "vod", params: idParams, body: cutBody },
  ({ ctx, access, params, body }) => planCuts(ctx, { accountId: access.accountId, vodId: params.id, ...body }),
);
