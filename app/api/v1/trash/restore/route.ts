import { route } from "#app/_server/route.ts";
import { vodIdsBody } from "#app/_server/schemas.ts";
import { restoreVods } from "#lib/clips/trash-vods.ts";

export const POST = route("POST /api/v1/trash/restore", { body: vodIdsBody }, ({ ctx, access, body }) =>
  restoreVods(ctx, { accountId: access.accountId, ...body }),
);
