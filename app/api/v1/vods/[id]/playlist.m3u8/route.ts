import { answerPlaylist, vodUrl } from "#app/_server/playlist.ts";
import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { getPlayerPlaylist } from "#lib/vods/sound-tracks.ts";

export const GET = route(
  "GET /api/v1/vods/[id]/playlist.m3u8",
  { params: idParams },
  async ({ ctx, access, params, request }) => {
    const asked = { accountId: access.accountId, vodId: params.id, baseUrl: vodUrl(params.id) };
    return answerPlaylist(await getPlayerPlaylist(ctx, asked), request);
  },
);
