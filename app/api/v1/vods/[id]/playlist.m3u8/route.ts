import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { getPlaylist } from "#lib/vods/playback.ts";

export const GET = route({ atLeast: "viewer", params: idParams }, async ({ ctx, access, params }) => {
  const mediaUrl = `/api/v1/vods/${params.id}/media`;
  const text = await getPlaylist(ctx, { accountId: access.accountId, vodId: params.id, mediaUrl });
  return new Response(text, {
    headers: { "content-type": "application/vnd.apple.mpegurl", "cache-control": "private, no-cache" },
  });
});
