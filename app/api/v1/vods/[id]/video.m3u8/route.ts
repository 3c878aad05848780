import { answerPlaylist, vodUrl } from "#app/_server/playlist.ts";
import { route } from "#app/_server/route.ts";
import { idParams, playedQuery } from "#app/_server/schemas.ts";
import { getPicturePlaylist } from "#lib/vods/sound-tracks.ts";

export const GET = route(
  "GET /api/v1/vods/[id]/video.m3u8",
  { params: idParams, query: playedQuery },
  async ({ ctx, access, params, query, request }) => {
    const asked = { accountId: access.accountId, vodId: params.id, baseUrl: vodUrl(params.id), ...query };
    return answerPlaylist(await getPicturePlaylist(ctx, asked), request);
  },
);
