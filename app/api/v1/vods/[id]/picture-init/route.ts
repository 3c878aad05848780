import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { getPictureInit } from "#lib/vods/sound-tracks.ts";

export const GET = route(
  "GET /api/v1/vods/[id]/picture-init",
  { params: idParams },
  async ({ ctx, access, params }) => {
    const bytes = await getPictureInit(ctx, { accountId: access.accountId, vodId: params.id });
    return new Response(new Uint8Array(bytes), {
      headers: { "content-type": "video/mp4", "cache-control": "no-store" },
    });
  },
);
