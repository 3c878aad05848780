import { route } from "#app/_server/route.ts";
import { editBody, idParams } from "#app/_server/schemas.ts";
import { duplicateHighlight } from "#lib/highlights/edit/duplicate-highlight.ts";

export const POST = route(
  "POST /api/v1/highlights/[id]/duplicate",
  { params: idParams, body: editBody },
  ({ ctx, access, params, body }) =>
    duplicateHighlight(ctx, {
      accountId: access.accountId,
      highlightId: params.id,
      actorUserId: access.userId,
      ...body,
    }),
);
