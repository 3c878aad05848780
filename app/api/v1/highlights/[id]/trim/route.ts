import { route } from "#app/_server/route.ts";
import { idParams, trimBody } from "#app/_server/schemas.ts";
import { trimHighlight } from "#lib/highlights/edit/trim-highlight.ts";

export const POST = route(
  "POST /api/v1/highlights/[id]/trim",
  { params: idParams, body: trimBody },
  ({ ctx, access, params, body }) =>
    trimHighlight(ctx, { accountId: access.accountId, highlightId: params.id, actorUserId: access.userId, ...body }),
);
