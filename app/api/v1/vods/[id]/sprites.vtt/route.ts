import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { getSpriteVtt } from "#lib/vods/get-sprites.ts";

export const GET = route("GET /api/v1/vods/[id]/sprites.vtt", { params: idParams }, async ({ ctx, access, params }) => {
  const sheetUrl = (sheet: number) => `/api/v1/vods/${params.id}/sprites/${sheet}`;
  const text = await getSpriteVtt(ctx, { accountId: access.accountId, vodId: params.id, sheetUrl });
  return new Response(text, { headers: { "content-type": "text/vtt", "cache-control": "private, max-age=86400" } });
});
