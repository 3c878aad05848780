import { route } from "#app/_server/route.ts";
import { editBody, idParams } from "#app/_server/schemas.ts";
import { removeHighlight } from "#lib/highlights/edit/remove-highlight.ts";

export const POST = route(
  "POST /api/v1/highlights/[id]/remove",
  { params: idParams, body: editBody },
  ({ ctx, access, params, body }) =>
    removeHighlight(ctx, { accountId: access.accountId, highlightId: params.id, actorUserId: access.userId, ...body }),
);
