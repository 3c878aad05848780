import { route } from "#app/_server/route.ts";
import { idParams, reviewBody } from "#app/_server/schemas.ts";
import { reviewHighlight } from "#lib/highlights/review-highlight.ts";

export const POST = route(
  "POST /api/v1/highlights/[id]/review",
  { params: idParams, body: reviewBody },
  ({ ctx, access, params, body }) =>
    reviewHighlight(ctx, {
      accountId: access.accountId,
      highlightId: params.id,
      actorUserId: access.userId,
      decision: body.decision,
    }),
);
