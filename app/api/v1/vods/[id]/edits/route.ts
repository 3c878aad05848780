import { memberOf, route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { getEditHistory } from "#lib/highlights/edit/list-edits.ts";

export const GET = route(
  "GET /api/v1/vods/[id]/edits",
  { owns: "vod", params: idParams },
  ({ ctx, access, params }) => {
    const { accountId, userId } = memberOf(access);
    return getEditHistory(ctx, { accountId, vodId: params.id, actorUserId: userId });
  },
);
