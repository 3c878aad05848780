import { route } from "#app/_server/route.ts";
import { idParams, mergeBody } from "#app/_server/schemas.ts";
import { mergeHighlights } from "#lib/highlights/edit/merge-highlights.ts";

export const POST = route(
  "POST /api/v1/highlights/[id]/merge",
  { params: idParams, body: mergeBody },
  ({ ctx, access, params, body }) =>
    mergeHighlights(ctx, { accountId: access.accountId, highlightId: params.id, actorUserId: access.userId, ...body }),
);
