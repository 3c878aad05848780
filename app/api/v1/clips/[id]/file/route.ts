import { route } from "#app/_server/route.ts";
import { downloadQuery, idParams } from "#app/_server/schemas.ts";
import { rangeAsked, streamBody } from "#app/_server/stream-body.ts";
import { openClipRange } from "#lib/clips/open-clip-range.ts";

const open = route("GET /api/v1/clips/[id]/file", { params: idParams, query: downloadQuery }, async (call) => {
  const { ctx, access, params, query, request } = call;
  const asked = { accountId: access.accountId, clipVodId: params.id, ...query, ...rangeAsked(request) };
  return streamBody(await openClipRange(ctx, asked), request.signal);
});

export { open as GET, open as HEAD };
