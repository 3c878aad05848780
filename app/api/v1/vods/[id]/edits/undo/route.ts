import { memberOf, route } from "#app/_server/route.ts";
import { editStepQuery, idParams } from "#app/_server/schemas.ts";
import { undoEdit } from "#lib/highlights/edit/step-history.ts";

export const POST = route(
  "POST /api/v1/vods/[id]/edits/undo",
  { owns: "vod", params: idParams, query: editStepQuery },
  ({ ctx, access, params, query }) => {
    const { accountId, userId } = memberOf(access);
    return undoEdit(ctx, { accountId, vodId: params.id, actorUserId: userId, ...query });
  },
);
