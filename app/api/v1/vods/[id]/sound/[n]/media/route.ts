import { route } from "#app/_server/route.ts";
import { partParams } from "#app/_server/schemas.ts";
import { rangeAsked, streamBody } from "#app/_server/stream-body.ts";
import { openSoundRange } from "#lib/vods/sound-tracks.ts";

const open = route(
  "GET /api/v1/vods/[id]/sound/[n]/media",
  { params: partParams },
  async ({ ctx, access, params, request }) => {
    const asked = { accountId: access.accountId, vodId: params.id, track: params.n, ...rangeAsked(request) };
    return streamBody(await openSoundRange(ctx, asked), request.signal);
  },
);

export { open as GET, open as HEAD };
