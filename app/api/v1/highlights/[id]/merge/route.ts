import { route } from "#app/_server/route.ts";
import { idParams, mergeBody } from "#app/_server/schemas.ts";
import { carriesCaptions } from "#lib/clips/captions/carry-captions.ts";
import { mergeHighlights } from "#lib/highlights/edit/merge-highlights.ts";

export const POST = route(
  "POST /api/v1/highlights/[id]/merge",
  { params: idParams, body: mergeBody },
  ({ ctx, access, params, body }) => {
    const by = { accountId: access.accountId, actorUserId: access.userId };
    return mergeHighlights(ctx, { ...by, highlightId: params.id, ...body }, carriesCaptions(ctx, by));
  },
);
