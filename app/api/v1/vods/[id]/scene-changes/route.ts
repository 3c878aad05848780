import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { listSceneChanges } from "#lib/vods/list-scene-changes.ts";

export const GET = route("GET /api/v1/vods/[id]/scene-changes", { params: idParams }, ({ ctx, access, params }) =>
  listSceneChanges(ctx, { accountId: access.accountId, vodId: params.id }),
);
