import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { retryCut } from "#lib/clips/retry-cut.ts";

export const POST = route("POST /api/v1/clips/[id]/retry", { params: idParams }, ({ ctx, access, params }) =>
  retryCut(ctx, { accountId: access.accountId, clipVodId: params.id, actorUserId: access.userId }),
);
