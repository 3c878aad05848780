import { route } from "#app/_server/route.ts";
import { idParams, reviewsBody } from "#app/_server/schemas.ts";
import { reviewHighlights } from "#lib/highlights/review-highlight.ts";

export const POST = route(
  "POST /api/v1/vods/[id]/reviews",
  { owns: "vod", params: idParams, body: reviewsBody },
  ({ ctx, access, params, body }) =>
    reviewHighlights(ctx, {
      accountId: access.accountId,
      vodId: params.id,
      actorUserId: access.userId,
      highlightIds: body.highlightIds,
      decision: body.decision,
    }),
);
