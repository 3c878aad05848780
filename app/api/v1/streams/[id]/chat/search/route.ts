import { route } from "#app/_server/route.ts";
import { chatSearchQuery, idParams } from "#app/_server/schemas.ts";
import { searchChat } from "#lib/signals/search-chat.ts";

export const GET = route(
  "GET /api/v1/streams/[id]/chat/search",
  { owns: "stream", params: idParams, query: chatSearchQuery },
  ({ ctx, access, params, query: { q, ...range } }) =>
    searchChat(ctx, { accountId: access.accountId, streamId: params.id, text: q, ...range }),
);
