import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { rangeAsked, streamBody } from "#app/_server/stream-body.ts";
import { openMediaRange } from "#lib/vods/playback.ts";

const open = route("GET /api/v1/vods/[id]/media", { params: idParams }, async ({ ctx, access, params, request }) => {
  const asked = { accountId: access.accountId, vodId: params.id, ...rangeAsked(request) };
  return streamBody(await openMediaRange(ctx, asked), request.signal);
});

export { open as GET, open as HEAD };
