import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { getPlaylist } from "#lib/vods/playback.ts";

export const GET = route({ atLeast: "viewer", params: idParams }, async ({ ctx, access, params }) => {
  // Beside this route, and short: it stands on every third line of a list of thousands of segments.
  const text = await getPlaylist(ctx, { accountId: access.accountId, vodId: params.id, mediaUrl: "media" });
  return new Response(text, {
    headers: { "content-type": "application/vnd.apple.mpegurl", "cache-control": "private, no-cache" },
  });
});
