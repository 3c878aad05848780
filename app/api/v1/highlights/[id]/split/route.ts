import { route } from "#app/_server/route.ts";
import { idParams, splitBody } from "#app/_server/schemas.ts";
import { carriesCaptions } from "#lib/clips/captions/carry-captions.ts";
import { splitHighlight } from "#lib/highlights/edit/split-highlight.ts";

export const POST = route(
  "POST /api/v1/highlights/[id]/split",
  { params: idParams, body: splitBody },
  ({ ctx, access, params, body }) => {
    const by = { accountId: access.accountId, actorUserId: access.userId };
    return splitHighlight(ctx, { ...by, highlightId: params.id, ...body }, carriesCaptions(ctx, by));
  },
);
