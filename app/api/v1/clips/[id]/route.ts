import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { getClipGroup } from "#lib/clips/list-clip-groups.ts";

export const GET = route("GET /api/v1/clips/[id]", { params: idParams }, ({ ctx, access, params }) =>
  getClipGroup(ctx, { accountId: access.accountId, clipVodId: params.id }),
);
