import { route } from "#app/_server/route.ts";
import { exportBody, idParams } from "#app/_server/schemas.ts";
import { getExport } from "#lib/highlights/get-export.ts";

export const POST = route(
  "POST /api/v1/vods/[id]/highlights/export",
  { params: idParams, body: exportBody },
  async ({ ctx, access, params, body }) => {
    const { text, headers } = await getExport(ctx, { accountId: access.accountId, vodId: params.id, ...body });
    return new Response(text, { headers });
  },
);
