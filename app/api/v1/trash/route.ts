import { route } from "#app/_server/route.ts";
import { vodIdsBody } from "#app/_server/schemas.ts";
import { trashVods } from "#lib/clips/trash-vods.ts";

export const POST = route("POST /api/v1/trash", { body: vodIdsBody }, ({ ctx, access, body }) =>
  trashVods(ctx, { accountId: access.accountId, ...body }),
);
