import { answerPlaylist, vodUrl } from "#app/_server/playlist.ts";
import { route } from "#app/_server/route.ts";
import { partParams } from "#app/_server/schemas.ts";
import { getSoundPlaylist } from "#lib/vods/sound-tracks.ts";

export const GET = route(
  "GET /api/v1/vods/[id]/sound/[n]/playlist.m3u8",
  { params: partParams },
  async ({ ctx, access, params, request }) => {
    const { id, n } = params;
    const asked = { accountId: access.accountId, vodId: id, track: n, baseUrl: vodUrl(id) };
    return answerPlaylist(await getSoundPlaylist(ctx, asked), request);
  },
);
