import { route } from "#app/_server/route.ts";
import { idParams, splitBody } from "#app/_server/schemas.ts";
import { splitHighlight } from "#lib/highlights/edit/split-highlight.ts";

export const POST = route(
  "POST /api/v1/highlights/[id]/split",
  { params: idParams, body: splitBody },
  ({ ctx, access, params, body }) =>
    splitHighlight(ctx, { accountId: access.accountId, highlightId: params.id, actorUserId: access.userId, ...body }),
);
