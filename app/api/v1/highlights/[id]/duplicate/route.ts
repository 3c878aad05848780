import { route } from "#app/_server/route.ts";
import { editBody, idParams } from "#app/_server/schemas.ts";
import { carriesCaptions } from "#lib/clips/captions/carry-captions.ts";
import { duplicateHighlight } from "#lib/highlights/edit/duplicate-highlight.ts";

export const POST = route(
  "POST /api/v1/highlights/[id]/duplicate",
  { params: idParams, body: editBody },
  ({ ctx, access, params, body }) => {
    const by = { accountId: access.accountId, actorUserId: access.userId };
    return duplicateHighlight(ctx, { ...by, highlightId: params.id, ...body }, carriesCaptions(ctx, by));
  },
);
