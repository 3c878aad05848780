import { answerGzipped } from "#app/_server/bytes.ts";
import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { packMinimap } from "#lib/highlights/minimap-bytes.ts";
import { getMinimap } from "#lib/highlights/queries.ts";

export const GET = route("GET /api/v1/vods/[id]/minimap", { params: idParams }, async ({ ctx, access, params }) =>
  answerGzipped(packMinimap(await getMinimap(ctx, { accountId: access.accountId, vodId: params.id }))),
);
