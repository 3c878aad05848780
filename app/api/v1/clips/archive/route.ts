import { route } from "#app/_server/route.ts";
import { archiveQuery } from "#app/_server/schemas.ts";
import { rangeAsked, streamBody } from "#app/_server/stream-body.ts";
import { openClipArchive } from "#lib/clips/open-clip-archive.ts";

const open = route("GET /api/v1/clips/archive", { query: archiveQuery }, async ({ ctx, access, query, request }) => {
  const { method } = rangeAsked(request);
  const asked = { accountId: access.accountId, clipVodIds: query.ids, method };
  return streamBody(await openClipArchive(ctx, asked), request.signal);
});

export { open as GET, open as HEAD };
