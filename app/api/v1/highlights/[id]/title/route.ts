import { route } from "#app/_server/route.ts";
import { idParams, titleBody } from "#app/_server/schemas.ts";
import { retitleHighlight } from "#lib/highlights/edit/retitle-highlight.ts";

export const POST = route(
  "POST /api/v1/highlights/[id]/title",
  { params: idParams, body: titleBody },
  ({ ctx, access, params, body }) =>
    retitleHighlight(ctx, { accountId: access.accountId, highlightId: params.id, actorUserId: access.userId, ...body }),
);
